//! `--allow-host`: which addresses may be reached.

use std::net::Ipv6Addr;

use url::{Host, Url};

/// The addresses that may be reached: loopback always, every other only if named.
#[derive(Debug, Clone, Default)]
pub struct Policy {
    allowed: Vec<String>,
}

impl Policy {
    /// Allows these besides loopback: `example.com` (any port), `example.com:8443`, `*.example.com` (its subdomains), `*` (all).
    pub fn new(allow_hosts: &[String]) -> Self {
        Self { allowed: allow_hosts.iter().map(|host| host.trim().to_ascii_lowercase()).collect() }
    }

    /// Whether `url` may be reached.
    pub fn allows(&self, url: &Url) -> bool {
        is_loopback(url) || self.allowed.iter().any(|pattern| matches(pattern, url))
    }
}

/// Host of a URL, with its port if it is not the scheme's own.
pub(super) fn host_of(url: &Url) -> String {
    let host = url.host_str().unwrap_or_default();
    url.port().map_or_else(|| host.to_owned(), |port| format!("{host}:{port}"))
}

fn is_loopback(url: &Url) -> bool {
    match url.host() {
        Some(Host::Ipv4(address)) => address.is_loopback(),
        Some(Host::Ipv6(address)) => {
            address == Ipv6Addr::LOCALHOST || address.to_ipv4_mapped().is_some_and(|v4| v4.is_loopback())
        }
        Some(Host::Domain(name)) => name.eq_ignore_ascii_case("localhost"),
        None => false,
    }
}

fn matches(pattern: &str, url: &Url) -> bool {
    let host = url.host_str().unwrap_or_default().to_ascii_lowercase();
    if pattern == "*" || pattern == host {
        return true;
    }
    let with_port = url.port_or_known_default().is_some_and(|port| pattern == format!("{host}:{port}"));
    with_port || pattern.strip_prefix('*').is_some_and(|suffix| suffix.starts_with('.') && host.ends_with(suffix))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn allows(allow: &str, url: &str) -> bool {
        Policy::new(&[allow.to_owned()]).allows(&Url::parse(url).unwrap())
    }

    #[test]
    fn loopback_in_all_its_spellings() {
        for url in [
            "http://127.0.0.1:1/",
            "http://127.9.9.9/",
            "http://localhost:3000/",
            "http://[::1]/",
            "http://[::ffff:127.0.0.1]/",
            "http://2130706433/",
        ] {
            assert!(allows("nothing", url), "{url}");
        }
        for url in [
            "http://0.0.0.0/",
            "http://127.0.0.1.example.com/",
            "http://localhost.example.com/",
            "http://192.168.0.1/",
            "http://127.0.0.1@example.com/",
        ] {
            assert!(!allows("nothing", url), "{url}");
        }
    }

    #[test]
    fn hosts_ports_and_subdomains() {
        assert!(allows("Example.com", "https://example.com:8443/"));
        assert!(allows("example.com:443", "https://example.com/"));
        assert!(!allows("example.com:443", "https://example.com:8443/"));
        assert!(allows("*.example.com", "https://a.b.example.com/"));
        assert!(!allows("*.example.com", "https://example.com/"));
        assert!(!allows("*example.com", "https://badexample.com/"));
        assert!(allows("*", "https://anything/"));
    }
}
