//! The network: where a URL really leads (routes), which addresses are allowed, and real HTTP with limits.

mod outcomes;
mod policy;
mod routes;
mod send;
pub mod socket;

use std::net::SocketAddr;
use std::sync::Arc;

use url::Url;

use super::faults::Faults;
use crate::scenario::{self, Fault};

pub use outcomes::Exchange;
pub use policy::Policy;
pub use routes::Router;
pub use send::{
    ALREADY_FAILED_HEADER, Answer, Body, Detour, EXCHANGE, Handler, Inside, Limits, NetFailure, PIECES_HEADER, REDIRECT_LIMIT,
    Reply, Request, Sender,
};

/// Where a request goes.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Target {
    /// The embedded developer's backend.
    Backend {
        /// Path and query, beginning with `/`.
        path_and_query: String,
    },
    /// The embedded WeChat platform.
    Wechat {
        /// Path and query, beginning with `/`.
        path_and_query: String,
    },
    /// A real server.
    Real {
        /// Its address, allowed by the policy.
        url: Url,
    },
}

impl Target {
    /// The target as traces show it: `backend:/login`, `wechat:/sns/jscode2session`, or the URL.
    pub fn label(&self) -> String {
        match self {
            Self::Backend { path_and_query } => ["backend:", path_and_query].concat(),
            Self::Wechat { path_and_query } => ["wechat:", path_and_query].concat(),
            Self::Real { url } => url.to_string(),
        }
    }
}

/// What is to happen with a request.
#[derive(Debug, Clone, PartialEq)]
pub struct Plan {
    /// Where it goes.
    pub target: Target,
    /// The target's label if a route sent it there, for the trace's `route`.
    pub route: Option<String>,
    /// The scripted fault that disturbs it. With `network`, `status` or `body` nothing needs to be sent; `latency` replaces the
    /// modelled latency.
    pub fault: Option<Fault>,
}

/// Why a request is not sent at all.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum Refusal {
    /// The URL is not one that `wx.request` accepts, and no route covers it.
    #[error("invalid url \"{url}\"")]
    InvalidUrl {
        /// The URL as written.
        url: String,
    },
    /// No route covers the URL and its host is not allowed.
    #[error("no route covers {host}, and it is not an allowed host")]
    Unmatched {
        /// Host, and port if the URL names one.
        host: String,
    },
    /// A route leads to something that is no target.
    #[error("the route for \"{url}\" leads to \"{target}\", which is neither backend:/…, wechat:/… nor an http address")]
    BadRoute {
        /// The URL as written.
        url: String,
        /// What the route says.
        target: String,
    },
}

/// The network as a script meets it.
#[derive(Debug)]
pub struct Network {
    router: Arc<Router>,
    policy: Policy,
    faults: Faults,
    sender: Sender,
}

impl Network {
    /// The network of a scenario. Its own routes come before `file_routes`; `allow_hosts` are the addresses besides loopback that may be
    /// reached: `example.com`, `example.com:8443`, `*.example.com`, or `*` for all.
    pub fn new(scenario: &scenario::Scenario, file_routes: &scenario::Routes, allow_hosts: &[String]) -> Self {
        let policy = Policy::new(allow_hosts);
        Self {
            router: Arc::new(Router::new(&[&scenario.routes, file_routes])),
            sender: Sender::new(policy.clone()),
            faults: Faults::new(&scenario.faults),
            policy,
        }
    }

    /// Decides about a request. Counts it as an occurrence for the scenario's faults, so call it once for each.
    ///
    /// # Errors
    /// The request must not be sent.
    pub fn plan(&mut self, method: &str, url: &str) -> Result<Plan, Refusal> {
        let (target, route) = match self.router.route(url) {
            Some(routed) => {
                let target = self.target(&routed, url)?;
                let label = target.label();
                (target, Some(label))
            }
            None => (self.unrouted(url)?, None),
        };
        let fault = match &route {
            Some(label) => self.faults.on_exchange(method, &[label, url]),
            None => self.faults.on_exchange(method, &[url]),
        };
        Ok(Plan { target, route, fault })
    }

    /// Decides about a WebSocket connection. Counts it as an occurrence of `GET` for the scenario's faults.
    ///
    /// # Errors
    /// The connection must not be made.
    pub fn plan_socket(&mut self, url: &str) -> Result<Plan, Refusal> {
        let routed = self.router.route(url);
        let target = match &routed {
            Some(routed) if routed.starts_with("backend:") => self.target(routed, url)?,
            Some(routed) => {
                let bad = || Refusal::BadRoute { url: url.to_owned(), target: routed.clone() };
                self.allowed(routes::ws_url(routed).ok_or_else(bad)?)?
            }
            None => self.allowed(routes::ws_url(url).ok_or_else(|| Refusal::InvalidUrl { url: url.to_owned() })?)?,
        };
        let route = routed.map(|_| target.label());
        let fault = match &route {
            Some(label) => self.faults.on_exchange("GET", &[label, url]),
            None => self.faults.on_exchange("GET", &[url]),
        };
        Ok(Plan { target, route, fault })
    }

    /// Where redirects lead, with the backend's and the platform's address where they are running.
    pub fn detour(&self, servers: Option<(SocketAddr, SocketAddr)>) -> Detour {
        Detour { router: Arc::clone(&self.router), servers }
    }

    /// Sends a request; redirects are followed within the policy. The future owns all it needs and can outlive this network.
    ///
    /// # Errors
    /// No answer came: every [`NetFailure`].
    pub fn send(&self, request: Request, limits: Limits) -> impl Future<Output = Result<Reply, NetFailure>> + Send + 'static {
        self.sender.send(request, limits)
    }

    /// What sends, for others that share the client.
    pub fn sender(&self) -> &Sender {
        &self.sender
    }

    fn target(&self, routed: &str, url: &str) -> Result<Target, Refusal> {
        let path = |path: &str| if path.starts_with('/') { path.to_owned() } else { format!("/{path}") };
        if let Some(rest) = routed.strip_prefix("backend:") {
            return Ok(Target::Backend { path_and_query: path(rest) });
        }
        if let Some(rest) = routed.strip_prefix("wechat:") {
            return Ok(Target::Wechat { path_and_query: path(rest) });
        }
        match routes::http_url(routed) {
            Some(real) => self.allowed(real),
            None => Err(Refusal::BadRoute { url: url.to_owned(), target: routed.to_owned() }),
        }
    }

    fn unrouted(&self, url: &str) -> Result<Target, Refusal> {
        let real = routes::http_url(url).ok_or_else(|| Refusal::InvalidUrl { url: url.to_owned() })?;
        self.allowed(real)
    }

    fn allowed(&self, mut url: Url) -> Result<Target, Refusal> {
        if !self.policy.allows(&url) {
            return Err(Refusal::Unmatched { host: policy::host_of(&url) });
        }
        url.set_fragment(None);
        Ok(Target::Real { url })
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    fn network(routes: &serde_json::Value, allow: &[&str]) -> Network {
        let scenario = scenario::Scenario { routes: routes.as_object().cloned().unwrap_or_default(), ..Default::default() };
        let allow: Vec<String> = allow.iter().map(|host| (*host).to_owned()).collect();
        Network::new(&scenario, &scenario::Routes::new(), &allow)
    }

    fn backend(path: &str) -> Target {
        Target::Backend { path_and_query: path.into() }
    }

    #[test]
    fn the_articles_placeholder_needs_a_route() {
        let url = "后端提供的接口";
        assert_eq!(network(&json!({}), &[]).plan("POST", url), Err(Refusal::InvalidUrl { url: url.into() }));
        let plan = network(&json!({(url): "backend:/login"}), &[]).plan("POST", url).unwrap();
        assert_eq!((plan.target, plan.route.as_deref()), (backend("/login"), Some("backend:/login")));
    }

    #[test]
    fn loopback_is_allowed_and_other_hosts_only_by_name() {
        let mut network = network(&json!({"https://inner.example/": "http://10.0.0.1/"}), &["api.example.com"]);
        assert!(network.plan("GET", "http://127.0.0.1:3000/x").is_ok());
        assert!(network.plan("GET", "HTTPS://api.example.com/x#part").is_ok());
        let refused = |host: &str| Err(Refusal::Unmatched { host: host.into() });
        assert_eq!(network.plan("GET", "https://example.com:8443/x"), refused("example.com:8443"));
        assert_eq!(network.plan("GET", "https://inner.example/"), refused("10.0.0.1"));
        for url in ["http://", "example.com", "ftp://example.com", "//example.com", ""] {
            assert_eq!(network.plan("GET", url), Err(Refusal::InvalidUrl { url: url.into() }));
        }
    }

    #[test]
    fn bad_routes_are_named() {
        let refusal = network(&json!({"http://a/": "somewhere"}), &[]).plan("GET", "http://a/").unwrap_err();
        assert!(matches!(refusal, Refusal::BadRoute { .. }));
    }

    #[test]
    fn faults_travel_with_the_plan() {
        let fault = Fault { exchange: Some("POST backend:/login".into()), nth: Some(2), status: Some(500), ..Fault::default() };
        let mut routes = scenario::Routes::new();
        routes.insert("u".into(), json!("backend:/login"));
        let scenario = scenario::Scenario { routes, faults: vec![fault], ..Default::default() };
        let mut network = Network::new(&scenario, &scenario::Routes::new(), &[]);
        assert_eq!(network.plan("POST", "u").unwrap().fault, None);
        assert_eq!(network.plan("POST", "u").unwrap().fault.unwrap().status, Some(500));
    }
}
