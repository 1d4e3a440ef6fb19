"""An object store of a site: private, encrypted, TLS only, logged, in one region."""
