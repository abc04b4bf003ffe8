//! The device: what `wx.getSystemInfoSync`, `wx.getNetworkType` and the launch options tell.

use std::cell::OnceCell;
use std::rc::Rc;

use serde_json::{Map, Value, json};

use super::epoch::{Date, Rules};
use crate::scenario::{self, Client};

/// The phone (or DevTools' simulated one) that a script runs on.
#[derive(Debug, Clone)]
pub struct Device {
    rules: Rules,
    /// What the scenario replaces.
    replaced: Map<String, Value>,
    /// Everything that is known of the system, made when somebody asks.
    system: OnceCell<Map<String, Value>>,
    launch: Rc<Map<String, Value>>,
    network: String,
}

impl Device {
    /// The device of a scenario: the client's profile, with what the scenario replaces.
    pub fn new(device: &scenario::Device, rules: &Rules) -> Self {
        let replaced = device.system.iter().map(|(name, value)| (name.clone(), value.clone())).collect();
        let query: Map<String, Value> = device.query.iter().map(|(name, value)| (name.clone(), json!(value))).collect();
        let mut launch = Map::with_capacity(5);
        launch.insert("path".into(), json!(device.path.as_deref().unwrap_or("pages/index/index")));
        launch.insert("query".into(), Value::Object(query));
        launch.insert("scene".into(), json!(device.scene.unwrap_or(1001)));
        launch.insert("referrerInfo".into(), json!({}));
        if rules.at_least("2.20.1") {
            launch.insert("apiCategory".into(), json!("default"));
        }
        let system = OnceCell::new();
        Self {
            rules: rules.clone(),
            replaced,
            system,
            launch: Rc::new(launch),
            network: device.network.clone().unwrap_or_else(|| "wifi".to_owned()),
        }
    }

    /// Everything `wx.getSystemInfoSync()` returns, in the order of the documentation.
    pub fn system_info(&self) -> &Map<String, Value> {
        self.system.get_or_init(|| {
            let mut system = profile(&self.rules);
            system.extend(self.replaced.clone());
            system
        })
    }

    /// Some members of [`Device::system_info`], in the order asked for; what the device does not know is left out.
    pub fn system_members(&self, names: &[&str]) -> Map<String, Value> {
        let system = self.system_info();
        names.iter().filter_map(|name| Some(((*name).to_owned(), system.get(*name)?.clone()))).collect()
    }

    /// Whether its Promise is one that is built on `setTimeout`: a phone with iOS 15 or older (official page: JavaScript support).
    pub fn promises_are_tasks(&self) -> bool {
        let device = model(self.rules.client);
        let text =
            |name: &str, own: &'static str| self.replaced.get(name).map_or(own, |value| value.as_str().unwrap_or_default());
        let version = text("system", device.system).strip_prefix("iOS ");
        let version = version.and_then(|version| version.split('.').next()?.parse::<u32>().ok());
        text("platform", device.platform) == "ios" && version.is_some_and(|version| version < 16)
    }

    /// `networkType` of `wx.getNetworkType`: `wifi`, `4g`, `none`, …
    pub fn network_type(&self) -> &str {
        &self.network
    }

    /// Whether the device is online at all.
    pub fn is_connected(&self) -> bool {
        self.network != "none"
    }

    /// Changes the network type, as a person walking out of reach does.
    pub fn set_network_type(&mut self, network: &str) {
        network.clone_into(&mut self.network);
    }

    /// Replaces a member of what `wx.getSystemInfoSync()` returns, such as the theme.
    pub fn set(&mut self, name: &str, value: Value) {
        self.replaced.insert(name.to_owned(), value);
        self.system.take();
    }

    /// What `App.onLaunch`, `App.onShow` and `wx.getLaunchOptionsSync()` give (facts: docs `getLaunchOptionsSync`).
    pub fn launch_options(&self) -> &Rc<Map<String, Value>> {
        &self.launch
    }
}

/// What differs from client to client.
struct Model {
    brand: &'static str,
    name: &'static str,
    system: &'static str,
    platform: &'static str,
    pixel_ratio: u32,
    screen: (u32, u32),
    status_bar: u32,
    /// What the navigation bar takes below the status bar.
    navigation_bar: u32,
    /// What the home indicator takes at the bottom.
    bottom: u32,
    benchmark: i32,
}

/// DevTools' simulator shows its oldest preset; the phones are common ones of their time.
fn model(client: Client) -> Model {
    match client {
        Client::Devtools => Model {
            brand: "devtools",
            name: "iPhone 6/7/8",
            system: "iOS 10.0.1",
            platform: "devtools",
            pixel_ratio: 2,
            screen: (375, 667),
            status_bar: 20,
            navigation_bar: 44,
            bottom: 0,
            benchmark: 1,
        },
        Client::Ios => Model {
            brand: "iPhone",
            name: "iPhone 11<iPhone12,1>",
            system: "iOS 14.0",
            platform: "ios",
            pixel_ratio: 2,
            screen: (414, 896),
            status_bar: 48,
            navigation_bar: 44,
            bottom: 34,
            benchmark: -1,
        },
        Client::Android => Model {
            brand: "HUAWEI",
            name: "ELE-AL00",
            system: "Android 10",
            platform: "android",
            pixel_ratio: 3,
            screen: (360, 780),
            status_bar: 32,
            navigation_bar: 48,
            bottom: 0,
            benchmark: 30,
        },
    }
}

fn profile(rules: &Rules) -> Map<String, Value> {
    let device = model(rules.client);
    let (width, height) = device.screen;
    let window_height = height - device.status_bar - device.navigation_bar;
    let mut info = json!({
        "brand": device.brand,
        "model": device.name,
        "pixelRatio": device.pixel_ratio,
        "screenWidth": width,
        "screenHeight": height,
        "windowWidth": width,
        "windowHeight": window_height,
        "statusBarHeight": device.status_bar,
        "language": "zh_CN",
        "version": client_version(rules.date),
        "system": device.system,
        "platform": device.platform,
        "fontSizeSetting": 16,
        "SDKVersion": rules.base_library.to_string(),
        "benchmarkLevel": device.benchmark,
        "albumAuthorized": true,
        "cameraAuthorized": true,
        "locationAuthorized": true,
        "microphoneAuthorized": true,
        "notificationAuthorized": true,
        "bluetoothEnabled": true,
        "locationEnabled": true,
        "wifiEnabled": true,
        "safeArea": {
            "left": 0,
            "right": width,
            "top": device.status_bar,
            "bottom": height - device.bottom,
            "width": width,
            "height": height - device.status_bar - device.bottom,
        },
        "theme": "light",
        "enableDebug": false,
        "deviceOrientation": "portrait",
    });
    if rules.at_least("2.12.3")
        && let Some(info) = info.as_object_mut()
    {
        info.insert("host".into(), json!({"env": "WeChat"}));
    }
    match info {
        Value::Object(map) => map,
        _ => Map::new(),
    }
}

/// A WeChat version plausible on that day; which exact one a phone had never matters to a script's logic.
fn client_version(date: Date) -> &'static str {
    match date.ymd().0 {
        ..=2018 => "6.6.3",
        2019 => "7.0.4",
        2020 => "7.0.18",
        _ => "8.0.5",
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn rules(client: Client) -> Rules {
        Rules::resolve(Some("2020-10-06"), None, client).unwrap()
    }

    #[test]
    fn the_simulator_is_the_default_and_the_scenario_replaces_members() {
        let mut scenario = scenario::Device { network: Some("none".into()), scene: Some(1011), ..Default::default() };
        scenario.system.insert("model".into(), json!("Nokia"));
        scenario.query.insert("id".into(), "7".into());
        let device = Device::new(&scenario, &rules(Client::Devtools));
        let members = device.system_members(&["SDKVersion", "model", "platform", "nothing"]);
        assert_eq!(Value::Object(members), json!({"SDKVersion": "2.13.0", "model": "Nokia", "platform": "devtools"}));
        assert!(!device.is_connected());
        assert_eq!(device.launch_options()["query"], json!({"id": "7"}));
        assert_eq!(device.launch_options()["scene"], json!(1011));
    }

    #[test]
    fn windows_fit_on_their_screens() {
        for client in [Client::Devtools, Client::Android, Client::Ios] {
            let device = Device::new(&scenario::Device::default(), &rules(client));
            let number = |name: &str| device.system_info()[name].as_u64().unwrap();
            assert!(number("windowHeight") + number("statusBarHeight") < number("screenHeight"));
        }
    }
}
