//! How an installation meets the network: behind which proxies, how often one may ask, how much one may open.
//!
//! A setting of the installation (`web_surface`), shown and changed by the system administrator, some figures of it by
//! the security administrator, and all by `guohe account surface`.

use std::{fmt, net::IpAddr, ops::RangeInclusive, str::FromStr};

use axum::http::HeaderMap;
use guohe_cases::refusal::Fault;
use serde::{Deserialize, Deserializer, Serialize, Serializer, de::Error as _};

/// The setting.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct Surface {
    /// Browsers reach it over https, which a proxy in front of it ends.
    pub https: bool,
    /// Proxies whose `X-Forwarded-For` is believed: addresses or networks, such as `10.0.0.0/8`.
    pub trusted_proxies: Vec<Network>,
    /// How often one may ask.
    pub rates: Rates,
    /// How many names behind aliases somebody may be shown within an hour on their own word.
    pub names_per_hour: u16,
    /// How many different applications somebody may open within an hour.
    pub cases_per_hour: u16,
    /// Fewer applications within an hour never raise an alarm, whatever is usual.
    pub alarm_from_cases: u16,
}

/// How often one may ask, by what is asked.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct Rates {
    /// Signing in.
    pub sign_in: Rate,
    /// Second factors.
    pub second_factor: Rate,
    /// Files and tables that are sent.
    pub upload: Rate,
    /// Objections that are filed, and codes by which one looks at them. An address has no more of it than an account.
    pub objection: Rate,
    /// Lists and searches.
    pub search: Rate,
    /// Everything else.
    pub other: Rate,
}

/// A bucket: so many at once, and so many a minute in the long run. For each account, and for each address.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Rate {
    /// At once.
    pub burst: u32,
    /// A minute; 0 stands for 1.
    pub per_minute: u32,
}

impl Default for Surface {
    fn default() -> Self {
        Self {
            https: false,
            trusted_proxies: Vec::new(),
            rates: Rates::default(),
            names_per_hour: 5,
            cases_per_hour: 100,
            alarm_from_cases: 20,
        }
    }
}

impl Default for Rates {
    fn default() -> Self {
        let rate = |burst, per_minute| Rate { burst, per_minute };
        Self {
            sign_in: rate(20, 20),
            second_factor: rate(10, 10),
            upload: rate(60, 60),
            objection: rate(10, 10),
            search: rate(60, 120),
            other: rate(300, 600),
        }
    }
}

impl Surface {
    /// The name of the setting.
    pub const SETTING: &'static str = "web_surface";
    /// What of it guards who stands behind an alias and what is in applications. The security administrator says it, and
    /// not whoever keeps the rest.
    pub const GUARDS: [&'static str; 3] = ["names_per_hour", "cases_per_hour", "alarm_from_cases"];

    /// What is beyond what can work, or protects nothing.
    pub fn faults(&self) -> Vec<Fault> {
        let rates = &self.rates;
        // By what is tried to come in one asks seldom; what is work may be much, and is never so little that it ends.
        let bounds = [
            ("rates.sign_in", rates.sign_in, 3..=600),
            ("rates.second_factor", rates.second_factor, 3..=600),
            ("rates.objection", rates.objection, 3..=600),
            ("rates.upload", rates.upload, 10..=6_000),
            ("rates.search", rates.search, 20..=60_000),
            ("rates.other", rates.other, 60..=60_000),
        ];
        let mut faults = Vec::new();
        for (name, rate, bounds) in bounds {
            for (part, given) in [("burst", rate.burst), ("per_minute", rate.per_minute)] {
                if !bounds.contains(&given) {
                    faults.push(beyond(&format!("{name}.{part}"), given, &bounds));
                }
            }
        }
        let wide = self.trusted_proxies.iter().filter(|network| network.is_wide());
        faults.extend(wide.map(|network| {
            Fault::at(
                "trusted_proxies",
                format!("{network} 范围过大，任何人都能自称来自别处；请只列出代理服务器的地址"),
                format!(
                    "{network} is so wide that anybody could say that they come from elsewhere; list the addresses of \
                     the proxies alone"
                ),
            )
        }));
        faults
    }

    /// The same of what the security administrator says, each at the name of its figure.
    pub fn faults_of_guards(&self) -> Vec<Fault> {
        let [names, cases, alarm] = Self::GUARDS;
        let bounds = [
            (names, self.names_per_hour, 0..=50),
            (cases, self.cases_per_hour, 10..=1_000),
            (alarm, self.alarm_from_cases, 1..=200),
        ];
        let outside = bounds.into_iter().filter(|(_, given, bounds)| !bounds.contains(given));
        outside.map(|(name, given, bounds)| beyond(name, given, &bounds)).collect()
    }

    /// From which address a request comes: that of whoever connected, or what trusted proxies say of it. The last
    /// address that no trusted proxy added is the first that can be believed.
    pub fn client(&self, peer: Option<IpAddr>, headers: &HeaderMap) -> Option<IpAddr> {
        let trusted = |address: IpAddr| self.trusted_proxies.iter().any(|own| own.holds(address));
        let mut client = peer?.to_canonical();
        if !trusted(client) {
            return Some(client);
        }
        let said = headers.get_all("x-forwarded-for").iter().filter_map(|line| line.to_str().ok());
        let mut hops: Vec<&str> = said.flat_map(|line| line.split(',')).map(str::trim).collect();
        while let Some(hop) = hops.pop() {
            let Ok(address) = hop.parse::<IpAddr>() else { break };
            client = address.to_canonical();
            if !trusted(client) {
                break;
            }
        }
        Some(client)
    }
}

/// That a figure is beyond its bounds.
pub(crate) fn beyond<N: fmt::Display>(place: &str, given: N, bounds: &RangeInclusive<N>) -> Fault {
    let (from, to) = (bounds.start(), bounds.end());
    Fault::at(
        place,
        format!("{given} 超出范围，请填 {from} 至 {to}"),
        format!("{given} is out of bounds; it is from {from} to {to}"),
    )
}

/// An address, or all that begin with the same bits.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Network {
    address: IpAddr,
    bits: u8,
}

impl Network {
    /// Whether it is more than anybody has of their own: whoever is in it would be believed.
    fn is_wide(self) -> bool {
        self.bits < if self.address.is_ipv4() { 8 } else { 7 }
    }

    /// Whether an address is in it.
    pub fn holds(self, address: IpAddr) -> bool {
        match (self.address, address) {
            (IpAddr::V4(own), IpAddr::V4(other)) => {
                let shift = 32 - u32::from(self.bits.min(32));
                let head = |of: u32| of.checked_shr(shift).unwrap_or(0);
                head(own.to_bits()) == head(other.to_bits())
            }
            (IpAddr::V6(own), IpAddr::V6(other)) => {
                let shift = 128 - u32::from(self.bits.min(128));
                let head = |of: u128| of.checked_shr(shift).unwrap_or(0);
                head(own.to_bits()) == head(other.to_bits())
            }
            (IpAddr::V4(_), IpAddr::V6(_)) | (IpAddr::V6(_), IpAddr::V4(_)) => false,
        }
    }
}

/// A text that names no network.
#[derive(Debug, PartialEq, Eq, thiserror::Error)]
#[error("`{0}` is neither an address nor a network such as 10.0.0.0/8")]
pub struct NoNetwork(String);

impl FromStr for Network {
    type Err = NoNetwork;

    fn from_str(text: &str) -> Result<Self, NoNetwork> {
        let wrong = || NoNetwork(text.to_owned());
        let (address, bits) = text.split_once('/').map_or((text, None), |(a, b)| (a, Some(b)));
        let address: IpAddr = address.trim().parse().map_err(|_unreadable| wrong())?;
        let most = if address.is_ipv4() { 32 } else { 128 };
        let bits = bits.map_or(Ok(most), |bits| bits.trim().parse::<u8>());
        let bits = bits.ok().filter(|bits| *bits <= most).ok_or_else(wrong)?;
        Ok(Self { address, bits })
    }
}

impl fmt::Display for Network {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(out, "{}/{}", self.address, self.bits)
    }
}

impl Serialize for Network {
    fn serialize<S: Serializer>(&self, out: S) -> Result<S::Ok, S::Error> {
        out.collect_str(self)
    }
}

impl<'de> Deserialize<'de> for Network {
    fn deserialize<D: Deserializer<'de>>(from: D) -> Result<Self, D::Error> {
        String::deserialize(from)?.parse().map_err(D::Error::custom)
    }
}

#[cfg(test)]
mod tests {
    use std::net::IpAddr;

    use axum::http::{HeaderMap, HeaderValue};

    use super::{Network, Surface};

    fn at(text: &str) -> IpAddr {
        text.parse().unwrap()
    }

    #[test]
    fn a_network_holds_the_addresses_that_begin_like_it() {
        let holds = |net: &str, address: &str| net.parse::<Network>().unwrap().holds(at(address));
        assert!(holds("10.0.0.0/8", "10.200.3.4") && !holds("10.0.0.0/8", "11.0.0.1"));
        assert!(holds("10.1.2.3", "10.1.2.3") && !holds("10.1.2.3", "10.1.2.4"));
        assert!(holds("0.0.0.0/0", "8.8.8.8") && !holds("0.0.0.0/0", "::1"));
        assert!(holds("fd00::/8", "fd12::1") && !holds("fd00::/8", "fe80::1"));
        for wrong in ["", "10.0.0.0/33", "10.0.0", "fd00::/129", "10.0.0.0/x"] {
            assert!(wrong.parse::<Network>().is_err(), "{wrong}");
        }
    }

    #[test]
    fn figures_have_bounds_and_those_that_are_usual_are_within() {
        let said = |surface: &Surface| {
            let faults = surface.faults().into_iter().chain(surface.faults_of_guards());
            faults
                .map(|fault| {
                    format!("{}: {}", fault.place, fault.what.en.split(';').next().unwrap())
                })
                .collect::<Vec<_>>()
        };
        let mut surface = Surface::default();
        assert_eq!(said(&surface), Vec::<String>::new());
        surface.rates.sign_in.burst = 0;
        surface.rates.other.per_minute = 1_000_000;
        surface.trusted_proxies = ["10.0.0.0/8", "0.0.0.0/0", "fd00::/8", "::/0"]
            .map(|network| network.parse().unwrap())
            .into();
        (surface.names_per_hour, surface.cases_per_hour, surface.alarm_from_cases) = (51, 9, 0);
        let wide = "is so wide that anybody could say that they come from elsewhere";
        assert_eq!(
            said(&surface),
            [
                "rates.sign_in.burst: 0 is out of bounds",
                "rates.other.per_minute: 1000000 is out of bounds",
                &format!("trusted_proxies: 0.0.0.0/0 {wide}"),
                &format!("trusted_proxies: ::/0 {wide}"),
                "names_per_hour: 51 is out of bounds",
                "cases_per_hour: 9 is out of bounds",
                "alarm_from_cases: 0 is out of bounds",
            ]
        );
    }

    #[test]
    fn only_listed_proxies_are_believed_and_only_what_they_added() {
        let surface =
            Surface { trusted_proxies: vec!["10.0.0.0/8".parse().unwrap()], ..Surface::default() };
        let client = |peer: &str, said: &str| {
            let mut headers = HeaderMap::new();
            headers.insert("x-forwarded-for", HeaderValue::from_str(said).unwrap());
            surface.client(Some(at(peer)), &headers).unwrap().to_string()
        };
        assert_eq!(client("10.0.0.1", "203.0.113.7"), "203.0.113.7");
        assert_eq!(client("10.0.0.1", "198.51.100.1, 203.0.113.7, 10.0.0.2"), "203.0.113.7");
        assert_eq!(client("203.0.113.9", "198.51.100.1"), "203.0.113.9");
        assert_eq!(client("10.0.0.1", "198.51.100.1, nonsense"), "10.0.0.1");
        assert_eq!(client("10.0.0.1", "10.0.0.3"), "10.0.0.3");
    }
}
