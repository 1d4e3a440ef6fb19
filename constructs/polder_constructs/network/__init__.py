"""The private network of a site: subnets over its zones, egress, private endpoints, flow logs."""
