//! What the security administrator demands of accounts beyond what always holds.

use std::net::IpAddr;

use guohe_cases::refusal::Fault;
use serde::{Deserialize, Serialize};

use crate::surface::{Network, beyond};

/// What is demanded.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct Demands {
    /// An account that was not used for so many days is closed; none is where it is 0.
    pub unused_days: u16,
    /// A one-time code is right in its step of 30 seconds, and in so many on each side of it: a code lives no longer than
    /// 30 seconds where it is 0 (ASVS 5.0, V6.5.5), which clocks that are set by the network keep.
    pub code_steps: u16,
    /// A password is to be changed after so many days; never where it is 0, as ASVS 5.0, V6.2.10, advises. GB/T 22239-2019,
    /// 8.1.4.1, asks for it.
    pub password_days: u16,
    /// A password has so many of the four kinds of signs (small and capital letters, digits, others); whichever it likes
    /// where it is 0, as ASVS 5.0, V6.2.5, advises. GB/T 22239-2019, 8.1.4.1, asks for it.
    pub password_kinds: u16,
    /// From where the pages of administrators are reached; from everywhere where there is none.
    pub admin_networks: Vec<Network>,
}

impl Demands {
    /// The name of the setting.
    pub const SETTING: &'static str = "account_demands";

    /// What is beyond its bounds: whoever is away for a month is not gone, and after two years nobody is there any more;
    /// whoever changes a password each week writes it down.
    pub fn faults(&self) -> Vec<Fault> {
        let bounds = [
            ("unused_days", self.unused_days, 30..=730),
            ("code_steps", self.code_steps, 0..=1),
            ("password_days", self.password_days, 30..=730),
            ("password_kinds", self.password_kinds, 2..=4),
        ];
        let outside =
            bounds.into_iter().filter(|(_, given, bounds)| *given != 0 && !bounds.contains(given));
        outside.map(|(name, given, bounds)| beyond(name, given, &bounds)).collect()
    }

    /// Whether the pages of administrators are reached from an address. Where only some are let in, nobody is from an
    /// address that is not known.
    pub fn admits(&self, place: Option<IpAddr>) -> bool {
        let networks = &self.admin_networks;
        networks.is_empty()
            || place.is_some_and(|place| networks.iter().any(|network| network.holds(place)))
    }
}

/// Whether an address of the site is one of the pages of administrators, or of what programs get in their place.
pub(crate) fn is_of_administrators(path: &str) -> bool {
    path == "/admin" || ["/admin/", "/api/v1/admin/"].iter().any(|begin| path.starts_with(begin))
}

#[cfg(test)]
mod tests {
    use super::{Demands, is_of_administrators};

    #[test]
    fn nothing_is_demanded_at_first_and_what_is_has_bounds() {
        assert_eq!(Demands::default().faults(), []);
        let places = |[unused_days, code_steps, password_days, password_kinds]: [u16; 4]| {
            let demands = Demands {
                unused_days,
                code_steps,
                password_days,
                password_kinds,
                ..Demands::default()
            };
            demands.faults().into_iter().map(|fault| fault.place).collect::<Vec<_>>()
        };
        let all = ["unused_days", "code_steps", "password_days", "password_kinds"];
        assert_eq!(places([29, 2, 29, 1]), all);
        assert_eq!(places([731, 2, 731, 5]), all);
        assert_eq!(places([30, 1, 90, 3]), [""; 0]);
    }

    #[test]
    fn administrators_are_reached_from_the_networks_that_are_named() {
        let everywhere = Demands::default();
        assert!(everywhere.admits(None) && everywhere.admits("203.0.113.7".parse().ok()));
        let networks = ["10.1.0.0/16", "2001:db8::/32"].map(|text| text.parse().unwrap()).into();
        let some = Demands { admin_networks: networks, ..Demands::default() };
        let admits = |place: &str| some.admits(place.parse().ok());
        let seen = ["10.1.2.3", "10.2.2.3", "2001:db8::1", "2001:db9::1", "unknown"].map(admits);
        assert_eq!(seen, [true, false, true, false, false]);
        let paths = ["/admin", "/admin/system", "/api/v1/admin/audit", "/administer", "/desk"];
        assert_eq!(paths.map(is_of_administrators), [true, true, true, false, false]);
    }
}
