//! What the policy says that only the mobile app and its services take (policy 1.1, 1.3 ⑻).

/// Something that this client does not take.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct NotTaken {
    /// Stable code, kebab-case.
    pub code: &'static str,
    /// Words that code which took it would have to contain, in lower case: calls of systems and names of
    /// libraries.
    pub traces: &'static [&'static str],
}

/// What this client does not take, in the order in which a screen shows it. That nothing of it is taken is shown
/// by a search of the client's own code and of the list of what it is linked with.
pub const NOT_TAKEN: &[NotTaken] = &[
    not_taken(
        "imei",
        &["get_imei", "getimei", "modemmanager", "device_imei"],
    ),
    not_taken("imsi", &["get_imsi", "getsubscriberid", "device_imsi"]),
    not_taken(
        "mac",
        &[
            "mac_address",
            "getmac",
            "getifaddrs",
            "siocgifhwaddr",
            "/sys/class/net",
            "getadaptersaddresses",
        ],
    ),
    not_taken("android", &["android_id"]),
    not_taken("oaid", &["get_oaid", "getoaid"]),
    not_taken("idfa", &["asidentifiermanager", "advertisingidentifier"]),
    not_taken("cell", &["getcelllocation", "cellinfo"]),
    not_taken(
        "signals",
        &[
            "geoclue",
            "navigator.geolocation",
            "corelocation",
            "cllocationmanager",
            "bluez",
            "wifiscan",
            "wlanapi",
        ],
    ),
    not_taken(
        "sensors",
        &[
            "deviceorientation",
            "devicemotion",
            "iio-sensor",
            "accelerometer",
        ],
    ),
    not_taken(
        "apps",
        &[
            "getinstalledpackages",
            "/usr/share/applications",
            "/proc/net",
            "sysinfo",
            "uninstall\\",
        ],
    ),
    not_taken("openid", &["wxapi", "getopenid", "open_id"]),
    not_taken(
        "canvas",
        &[
            "todataurl",
            "getimagedata",
            "webgl",
            "fingerprintjs",
            "machine-id",
            "machine_uid",
            "hardware_id",
        ],
    ),
];

/// What a consent would allow, and no code here can take: it would come with what the platform opens. It is searched
/// for in the same way.
pub const NOT_BUILT_IN: &[NotTaken] = &[
    not_taken(
        "place",
        &[
            "windows.devices.geolocation",
            "geolocator",
            "desktop.location",
            "getcurrentposition",
            "watchposition",
        ],
    ),
    not_taken(
        "camera-and-microphone",
        &[
            "getusermedia",
            "mediadevices",
            "getdisplaymedia",
            "avcapture",
            "video4linux",
            "/dev/video",
            "mfcreatedevicesource",
            "desktop.camera",
            "enable_media_stream",
            "nokhwa",
            "cpal",
        ],
    ),
];

const fn not_taken(code: &'static str, traces: &'static [&'static str]) -> NotTaken {
    NotTaken { code, traces }
}
