//! The registry of routes: each method of each path declares a rule, or the server does not start.
//!
//! To add a route: a line in [`crate::desks`], with its rule in the `for_all` that follows it, a line in
//! `docs/security/routes.md` and rows in the matrix of rights. A route without a rule, or with one that does not fit
//! its path, is found when the router is built, before anything is served. This is the only place where routes are
//! given to the router; a lint keeps others from doing so.

mod door;
mod proof;

pub(crate) use proof::Proof;

use std::{fmt, sync::Arc, time::Duration};

use axum::{
    Extension, Router,
    extract::DefaultBodyLimit,
    handler::Handler,
    middleware::from_fn_with_state,
    routing::{MethodFilter, MethodRouter, on},
};

use tower_http::timeout::RequestBodyTimeoutLayer;

use crate::{
    access::Access,
    api::{Described, Operation, at_most_once},
    policy::{Class, Relation, Rule},
    sent::Room,
    site::Site,
};

/// Forms are small; uploads have a limit of their own.
pub(crate) const LARGEST_FORM: usize = 1024 * 1024;

/// What a request wants to do; other methods are answered with those that exist.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Method {
    /// Look; never changes anything. It also answers HEAD.
    Get,
    /// Send a form.
    Post,
}

impl fmt::Display for Method {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        out.write_str(match self {
            Self::Get => "GET",
            Self::Post => "POST",
        })
    }
}

/// A request that stops for longer than this is given up: it was not received in full.
const PAUSE: Duration = Duration::from_secs(10);

/// A route before it is built.
#[derive(Debug)]
struct Route {
    method: Method,
    path: &'static str,
    handler: MethodRouter<Arc<Site>>,
    rule: Option<Rule>,
    operation: Option<Operation>,
    /// What of a form that is sent asks for a fresh proof of who one is.
    proof: Option<Proof>,
    /// So many bytes may be sent.
    most: usize,
}

/// What a route declares.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Declared {
    /// The method.
    pub method: Method,
    /// The path, with its parameters in braces.
    pub path: &'static str,
    /// The rule.
    pub rule: Option<Rule>,
    /// What of a form that is sent asks for a fresh proof of who one is, in words.
    pub proof: Option<&'static str>,
}

/// Routes that were added, with what they declare.
#[derive(Debug, Default)]
pub(crate) struct Registry {
    routes: Vec<Route>,
}

/// Routes that do not say who may call them, or say it in a way that does not fit.
#[derive(Debug, PartialEq, Eq, thiserror::Error)]
#[error("these routes do not say who may call them: {}", .0.join(", "))]
pub struct Undeclared(Vec<String>);

impl Registry {
    /// Adds a route that shows something.
    pub(crate) fn get<H, T>(self, path: &'static str, handler: H) -> Self
    where
        H: Handler<T, Arc<Site>>,
        T: 'static,
    {
        self.add(Method::Get, path, on(MethodFilter::GET, handler))
    }

    /// Adds a route that takes a form.
    pub(crate) fn post<H, T>(self, path: &'static str, handler: H) -> Self
    where
        H: Handler<T, Arc<Site>>,
        T: 'static,
    {
        self.add(Method::Post, path, on(MethodFilter::POST, handler))
    }

    /// Adds a route that takes a form, and asks before for a fresh proof of who one is.
    pub(crate) fn grave<H, T>(mut self, path: &'static str, handler: H, proof: Proof) -> Self
    where
        H: Handler<T, Arc<Site>>,
        T: 'static,
    {
        self = self.post(path, handler);
        if let Some(route) = self.routes.last_mut() {
            route.proof = Some(proof);
        }
        self
    }

    /// Adds a route that takes a form with files, of so many bytes at most.
    pub(crate) fn upload<H, T>(self, path: &'static str, handler: H, most: usize) -> Self
    where
        H: Handler<T, Arc<Site>>,
        T: 'static,
    {
        let handler = on(MethodFilter::POST, handler)
            .route_layer(DefaultBodyLimit::max(most.saturating_mul(Room::READ)))
            .route_layer(Extension(Room(most)));
        self.add(Method::Post, path, handler)
    }

    /// Adds a route for a request on which a deadline hangs: of so few bytes at most, and without a pause.
    pub(crate) fn brief<H, T>(self, path: &'static str, handler: H, most: usize) -> Self
    where
        H: Handler<T, Arc<Site>>,
        T: 'static,
    {
        let handler = on(MethodFilter::POST, handler)
            .route_layer(DefaultBodyLimit::max(most))
            .layer(RequestBodyTimeoutLayer::new(PAUSE));
        self.add(Method::Post, path, handler)
    }

    /// Adds an operation of the API that shows something.
    pub(crate) fn reads<H, T>(self, path: &'static str, handler: H, operation: Operation) -> Self
    where
        H: Handler<T, Arc<Site>>,
        T: 'static,
    {
        self.get(path, handler).is(operation)
    }

    /// Adds an operation of the API that is sent something.
    pub(crate) fn writes<H, T>(self, path: &'static str, handler: H, operation: Operation) -> Self
    where
        H: Handler<T, Arc<Site>>,
        T: 'static,
    {
        self.post(path, handler).is(operation)
    }

    /// Adds an operation of the API that is sent a file, of so many bytes at most.
    pub(crate) fn takes<H, T>(
        self,
        path: &'static str,
        handler: H,
        operation: Operation,
        most: usize,
    ) -> Self
    where
        H: Handler<T, Arc<Site>>,
        T: 'static,
    {
        let handler = on(MethodFilter::POST, handler).route_layer(DefaultBodyLimit::max(most));
        let mut registry = self.add(Method::Post, path, handler).is(operation);
        if let Some(route) = registry.routes.last_mut() {
            route.most = most;
        }
        registry
    }

    /// Says what operation of the API the route is that was added last.
    fn is(mut self, operation: Operation) -> Self {
        if let Some(route) = self.routes.last_mut() {
            route.operation = Some(operation);
        }
        self
    }

    fn add(mut self, method: Method, path: &'static str, handler: MethodRouter<Arc<Site>>) -> Self {
        let (rule, operation, proof, most) = (None, None, None, LARGEST_FORM);
        self.routes.push(Route { method, path, handler, rule, operation, proof, most });
        self
    }

    /// The operations of the API, each with its route and what that demands.
    pub(crate) fn described(&self) -> Vec<Described> {
        let one = |route: &Route| {
            let (operation, rule) = (route.operation?, route.rule?);
            Some(Described { method: route.method, path: route.path, rule, operation })
        };
        self.routes.iter().filter_map(one).collect()
    }

    /// Says what is demanded by the routes added since the last time this was said.
    pub(crate) fn for_all(mut self, rule: Rule) -> Self {
        for route in self.routes.iter_mut().filter(|route| route.rule.is_none()) {
            route.rule = Some(rule);
        }
        self
    }

    /// What each route declares, in the order in which they were added.
    pub(crate) fn declared(&self) -> Vec<Declared> {
        let one = |route: &Route| {
            let Route { method, path, rule, proof, .. } = *route;
            Declared { method, path, rule, proof: proof.map(Proof::word) }
        };
        self.routes.iter().map(one).collect()
    }

    /// The router.
    ///
    /// # Errors
    /// The routes that declare nothing, or what does not fit.
    #[expect(
        clippy::disallowed_methods,
        reason = "this is the one place where routes are given to the router"
    )]
    pub(crate) fn build(self, site: &Arc<Site>) -> Result<Router<Arc<Site>>, Undeclared> {
        let wrong = wrong(&self.declared());
        if !wrong.is_empty() {
            return Err(Undeclared(wrong));
        }
        let mut router = Router::new();
        for Route { path, mut handler, rule, operation, proof, most, .. } in self.routes {
            let Some(rule) = rule else { continue };
            if operation.is_some_and(|operation| operation.changes) {
                let once = from_fn_with_state((Arc::clone(site), most), at_most_once);
                handler = handler.route_layer(once);
            }
            let demands = (Arc::clone(site), rule, operation, proof);
            let door = from_fn_with_state(demands, door::at_the_door);
            router = router.route(path, handler.route_layer(door));
        }
        Ok(router)
    }
}

/// What is wrong with the declarations: nothing said, said twice, or said so that it does not fit the path.
pub fn wrong(declared: &[Declared]) -> Vec<String> {
    let mut wrong = Vec::new();
    for (at, one) in declared.iter().enumerate() {
        let Declared { method, path, rule, .. } = *one;
        let mut before = declared.iter().take(at);
        let reason = match rule {
            _ if before.any(|other| (other.method, other.path) == (method, path)) => {
                Some("is declared twice")
            }
            None => Some("has no rule"),
            Some(rule) => misfit(path, &rule),
        };
        wrong.extend(reason.map(|reason| format!("{method} {path} {reason}")));
    }
    wrong
}

/// Why a rule does not fit a path.
fn misfit(path: &str, rule: &Rule) -> Option<&'static str> {
    let names = |name: &str| path.contains(&format!("{{{name}}}"));
    let of_a_case = matches!(
        rule.to,
        Relation::Certified
            | Relation::Own
            | Relation::Before
            | Relation::Seated
            | Relation::Cleared
    );
    let public = rule.who == Access::Public;
    if names("case") != of_a_case {
        return Some("names a case and does not say how one must stand to it, or the reverse");
    }
    if names("round") && !matches!(rule.to, Relation::Round | Relation::Published)
        || names("notice") && rule.to != Relation::Published
        || names("draw") && !matches!(rule.to, Relation::Draw | Relation::Published)
    {
        return Some("names a round or a notice and does not say how one must stand to it");
    }
    if names("unit") && !public && rule.to != Relation::Unit {
        return Some("names a unit and does not say how one must stand to it");
    }
    if names("authority") && !public && rule.to != Relation::Law {
        return Some("names a law and does not say how one must stand to it");
    }
    if names("word") != (rule.to == Relation::Word) {
        return Some("is a secret and does not say so, or the reverse");
    }
    if public && rule.gives != Class::Public && rule.to != Relation::Word {
        return Some("is open to anybody and gives more than what is public");
    }
    None
}

/// A path as the value of a query.
pub(crate) fn escaped(text: &str) -> String {
    use std::fmt::Write as _;
    let mut out = String::with_capacity(text.len());
    for byte in text.bytes() {
        if byte.is_ascii_alphanumeric() || b"/-_.~".contains(&byte) {
            out.push(char::from(byte));
        } else {
            // Writing to a String cannot fail.
            let written = write!(out, "%{byte:02X}");
            debug_assert!(written.is_ok());
        }
    }
    out
}

#[cfg(test)]
mod tests {
    use super::{Access, Class, Registry, Relation, Rule, escaped, wrong};
    use crate::access::STAFF;

    const OPEN: Rule = Rule::new(Access::Public, Relation::Nothing, Class::Public);

    async fn nothing() {}

    #[test]
    fn a_route_that_declares_nothing_is_named() {
        let registry = Registry::default()
            .get("/open", nothing)
            .for_all(OPEN)
            .post("/open", nothing)
            .get("/forgotten", nothing);
        let said = ["POST /open has no rule", "GET /forgotten has no rule"];
        assert_eq!(wrong(&registry.declared()), said);
    }

    #[test]
    fn a_rule_that_does_not_fit_its_path_is_named() {
        let declared = |path, rule| Registry::default().get(path, nothing).for_all(rule).declared();
        let staff = |to, gives| Rule::new(STAFF, to, gives);
        let misfits = [
            ("/cases/{case}", staff(Relation::Nothing, Class::Internal)),
            ("/cases", staff(Relation::Before, Class::Internal)),
            ("/rounds/{round}", staff(Relation::Nothing, Class::Internal)),
            ("/notices/{notice}", staff(Relation::Round, Class::Internal)),
            ("/laws/{authority}/{instrument}", staff(Relation::Nothing, Class::Internal)),
            ("/open", Rule { gives: Class::Internal, ..OPEN }),
        ];
        for (path, rule) in misfits {
            assert_eq!(wrong(&declared(path, rule)).len(), 1, "{path} {rule:?}");
        }
        let fits = declared("/cases/{case}", staff(Relation::Before, Class::Review));
        assert_eq!(wrong(&fits), Vec::<String>::new());
    }

    #[test]
    fn a_route_is_declared_once() {
        let twice = Registry::default().get("/open", nothing).get("/open", nothing).for_all(OPEN);
        assert_eq!(wrong(&twice.declared()), ["GET /open is declared twice"]);
    }

    #[test]
    fn a_path_survives_being_a_query() {
        assert_eq!(escaped("/desk?view=late&q=深"), "/desk%3Fview%3Dlate%26q%3D%E6%B7%B1");
    }
}
