"""The dated facts that Polder carries itself: data files under ``data/`` and typed ways to ask them.

Every row names its source, and `sources` says what that is and of which day. Nothing here reads a clock or
the network, and each file is read once, when it is first asked for.

- `clouds`: the clouds, their Terraform providers, and the key that names what pays for a site
- `regions`: where a region lies and under whose law its operator stands
- `zones`: the availability zones of a region
- `machines`: machine types, CPU sizes, accelerators, who offers them and at what price
- `tpus`: shapes of TPU slices and the machines they are made of
- `purchase`: which machine type can be bought in which way
- `databases`: sizes of managed PostgreSQL and its major versions
- `kubernetes`: versions of managed Kubernetes and until when they are supported
- `names`: what a cloud takes as a name
- `features`: what is built on which cloud, and what is refused with which reason
- `bulk_thresholds`: above how many people or devices sensitive data is bulk under 28 CFR 202
- `eligible_services`: what a provider's list of HIPAA-eligible services names or excludes
- `export_thresholds`: from how many people a year data leaves after which procedure (PIPL)
- `sources`: the data sets with their sources and days
"""
