//! The registry of routes: each declares who may call it, or the server does not start.
//!
//! To add a route: a line in [`crate::desks::registry`], with its access beside it. A route without one is found when the
//! router is built, before anything is served.

use std::sync::Arc;

use axum::{
    Router,
    extract::{Request, State},
    http::StatusCode,
    middleware::{Next, from_fn_with_state},
    response::{IntoResponse as _, Redirect, Response},
    routing::MethodRouter,
};

use crate::{
    access::{Access, Door},
    site::Site,
    trouble::Trouble,
    visit::Visit,
};

/// A route before it is built.
#[derive(Debug)]
struct Route {
    path: &'static str,
    methods: MethodRouter<Arc<Site>>,
    access: Option<Access>,
}

/// Routes that were added, with what they declare.
#[derive(Debug, Default)]
pub(crate) struct Registry {
    routes: Vec<Route>,
}

/// Routes that do not say who may call them.
#[derive(Debug, PartialEq, Eq, thiserror::Error)]
#[error("these routes do not say who may call them: {}", .0.join(", "))]
pub struct Undeclared(Vec<&'static str>);

impl Registry {
    /// Adds a route.
    pub(crate) fn at(mut self, path: &'static str, methods: MethodRouter<Arc<Site>>) -> Self {
        self.routes.push(Route { path, methods, access: None });
        self
    }

    /// Says who may call the routes added since the last time this was said.
    pub(crate) fn for_all(mut self, access: Access) -> Self {
        for route in self.routes.iter_mut().filter(|route| route.access.is_none()) {
            route.access = Some(access);
        }
        self
    }

    /// What each route declares, by path.
    #[cfg(test)]
    pub(crate) fn declarations(&self) -> Vec<(&'static str, Option<Access>)> {
        self.routes.iter().map(|route| (route.path, route.access)).collect()
    }

    /// The router.
    ///
    /// # Errors
    /// The routes that declare nothing.
    pub(crate) fn build(self, site: &Arc<Site>) -> Result<Router<Arc<Site>>, Undeclared> {
        let undeclared: Vec<_> = self
            .routes
            .iter()
            .filter(|route| route.access.is_none())
            .map(|route| route.path)
            .collect();
        if !undeclared.is_empty() {
            return Err(Undeclared(undeclared));
        }
        let mut router = Router::new();
        for Route { path, methods, access } in self.routes {
            let door = (Arc::clone(site), access.unwrap_or(Access::SignedIn));
            router = router.route(path, methods.layer(from_fn_with_state(door, at_the_door)));
        }
        Ok(router)
    }
}

/// Looks at who calls before the handler runs.
async fn at_the_door(
    State((site, access)): State<(Arc<Site>, Access)>,
    request: Request,
    next: Next,
) -> Response {
    let Some(visit) = request.extensions().get::<Arc<Visit>>().cloned() else {
        return Trouble::Forbidden.into_response();
    };
    match access.door(visit.person().as_ref(), &site.laws) {
        Door::Open => next.run(request).await,
        Door::Shut => Trouble::Forbidden.into_response(),
        Door::SignIn if visit.script => StatusCode::UNAUTHORIZED.into_response(),
        Door::SignIn => {
            let next =
                if request.method() == axum::http::Method::GET { visit.here.as_str() } else { "/" };
            Redirect::to(&format!("/sign-in?next={}", escaped(next))).into_response()
        }
    }
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
    use axum::routing::get;

    use super::{Access, Registry, escaped};

    async fn nothing() {}

    #[test]
    fn a_route_that_declares_nothing_is_named() {
        let registry = Registry::default()
            .at("/open", get(nothing))
            .for_all(Access::Public)
            .at("/forgotten", get(nothing));
        assert_eq!(
            registry.declarations(),
            [("/open", Some(Access::Public)), ("/forgotten", None)]
        );
    }

    #[test]
    fn a_path_survives_being_a_query() {
        assert_eq!(escaped("/desk?view=late&q=深"), "/desk%3Fview%3Dlate%26q%3D%E6%B7%B1");
    }
}
