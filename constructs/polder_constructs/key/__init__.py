"""The encryption key of a site, rotated by the cloud, that everything at the site is encrypted with."""
