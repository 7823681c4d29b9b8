//! The edits, and what each asks again.

use sst_domain::policy::{LegalBasis, PolicyDocument, PolicySidecar, Purpose, Requirement};

/// A stretch of text that stands in it once, and what takes its place.
pub(super) type Edit = (&'static str, &'static str);
/// Whether the policy as a whole is asked again, and which purposes are.
pub(super) type Asked = (bool, &'static [&'static str]);

pub(super) struct Case {
    pub(super) name: &'static str,
    pub(super) sample: &'static [Edit],
    pub(super) official: &'static [Edit],
    pub(super) sidecar: fn(&mut PolicySidecar, &PolicyDocument),
    /// Codes that must be among the reasons.
    pub(super) reasons: &'static [&'static str],
    pub(super) unlabelled: Asked,
    pub(super) wording: Asked,
}

const NOBODY: Asked = (false, &[]);
const TERMS: Asked = (true, &[]);

pub(super) const CASES: &[Case] = &[
    Case {
        name: "wording",
        sample: &[("数据分析和研究，用来", "数据分析与研究，用于")],
        official: &[("数据分析和研究，改善", "数据分析与研究，改进")],
        sidecar: |_, _| {},
        reasons: &["clause_changed"],
        unlabelled: (false, &["research"]),
        wording: NOBODY,
    },
    Case {
        name: "purpose added",
        sample: &[("⑻ 手机端使用", "⑻ 按您办过的事推荐服务；\n\n⑼ 手机端使用")],
        official: &[("⑻ 使用第三方", "⑻ 按您办过的事推荐服务；\n\n⑼ 使用第三方")],
        sidecar: |sidecar, _| {
            shift(sidecar, 8);
            let template = named(sidecar, "messages").clone();
            sidecar.purposes.push(Purpose {
                id: "recommendation".to_owned(),
                title: "推荐服务".to_owned(),
                clauses: vec!["s1.c3.i8".to_owned()],
                controls: Vec::new(),
                ..template
            });
        },
        reasons: &["purpose_added"],
        unlabelled: (false, &["recommendation"]),
        wording: (false, &["recommendation"]),
    },
    Case {
        name: "recipient's policy stands on another host",
        sample: &[(
            "https://lbs.amap.com/home/",
            "https://map.example.com/home/",
        )],
        official: &[(
            "https://lbs.amap.com/home/",
            "https://map.example.com/home/",
        )],
        sidecar: |_, _| {},
        reasons: &["third_party_changed", "clause_changed"],
        unlabelled: (false, &["service-map-location"]),
        wording: (false, &["service-map-location"]),
    },
    Case {
        name: "recipient changed",
        sample: &[("④ 高德地图定位SDK", "④ 甲地图定位SDK")],
        official: &[("④ 高德地图定位SDK", "④ 甲地图定位SDK")],
        sidecar: |sidecar, document| {
            let name = &document.third_parties[3].name;
            named(sidecar, "service-map-location").third_party = Some(name.clone());
        },
        reasons: &["third_party_changed"],
        unlabelled: (false, &["service-map-location"]),
        wording: (false, &["service-map-location"]),
    },
    Case {
        name: "authority added as a recipient",
        sample: &[],
        official: &[],
        sidecar: |sidecar, _| {
            let recipients = &mut named(sidecar, "fraud-prevention").recipients;
            recipients.push("测试市公安机关".to_owned());
        },
        reasons: &["recipient_added"],
        unlabelled: (false, &["fraud-prevention"]),
        wording: (false, &["fraud-prevention"]),
    },
    Case {
        name: "clause moved",
        sample: &[
            (
                "6、用网络连接信息识别网络攻击；",
                "6、诉讼、仲裁等争议解决程序需要；",
            ),
            (
                "7、诉讼、仲裁等争议解决程序需要。",
                "7、用网络连接信息识别网络攻击；",
            ),
            (
                "6、诉讼、仲裁等争议解决程序需要；",
                "6、诉讼、仲裁等争议解决程序需要。",
            ),
        ],
        official: &[
            (
                "7、在诉讼、仲裁等法律或争议解决程序中。",
                "7、网络链接信息可能被用于网络攻击检测;",
            ),
            (
                "6、网络链接信息可能被用于网络攻击检测;",
                "6、在诉讼、仲裁等法律或争议解决程序中。",
            ),
        ],
        sidecar: |_, _| {},
        reasons: &[],
        unlabelled: NOBODY,
        wording: NOBODY,
    },
    Case {
        name: "purposes change places",
        sample: &[
            ("⑷ 了解业务运行的效率和使用规模；", ""),
            (
                "⑶ 内部审计",
                "⑶ 了解业务运行的效率和使用规模；\n\n⑷ 内部审计",
            ),
        ],
        official: &[
            ("⑷ 分析业务运营效率并衡量市场份额;", ""),
            (
                "⑶ 开展内部审计",
                "⑶ 分析业务运营效率并衡量市场份额;\n\n⑷ 开展内部审计",
            ),
        ],
        sidecar: |sidecar, _| {
            named(sidecar, "research").clauses = vec!["s1.c3.i4".to_owned()];
            named(sidecar, "business-analysis").clauses = vec!["s1.c3.i3".to_owned()];
        },
        reasons: &[],
        unlabelled: NOBODY,
        wording: NOBODY,
    },
    Case {
        name: "clause split",
        sample: &[
            ("⑻ 手机端", "⑼ 手机端"),
            ("⑺ 您要求", "⑻ 您要求"),
            ("⑹ 履行", "⑺ 履行"),
            ("⑸ 防范", "⑹ 防范"),
            ("⑷ 了解", "⑸ 了解"),
            ("⑶ 内部审计、数据", "⑶ 内部审计；\n\n⑷ 数据"),
        ],
        official: &[
            ("⑻ 使用第三方", "⑼ 使用第三方"),
            ("⑺ 其它", "⑻ 其它"),
            ("⑹ 遵从", "⑺ 遵从"),
            ("⑸ 改善", "⑹ 改善"),
            ("⑷ 分析业务", "⑸ 分析业务"),
            ("⑶ 开展内部审计、数据", "⑶ 开展内部审计；\n\n⑷ 数据"),
        ],
        sidecar: |sidecar, _| {
            shift(sidecar, 4);
            let clauses = &mut named(sidecar, "research").clauses;
            clauses.push("s1.c3.i4".to_owned());
        },
        reasons: &["clause_changed"],
        unlabelled: (false, &["research"]),
        wording: NOBODY,
    },
    Case {
        name: "purpose removed, others renumbered",
        sample: &[
            ("⑷ 了解业务运行的效率和使用规模；", ""),
            ("⑸ 防范", "⑷ 防范"),
            ("⑹ 履行", "⑸ 履行"),
            ("⑺ 您要求", "⑹ 您要求"),
            ("⑻ 手机端", "⑺ 手机端"),
        ],
        official: &[
            ("⑷ 分析业务运营效率并衡量市场份额;", ""),
            ("⑸ 改善", "⑷ 改善"),
            ("⑹ 遵从", "⑸ 遵从"),
            ("⑺ 其它", "⑹ 其它"),
            ("⑻ 使用第三方", "⑺ 使用第三方"),
        ],
        sidecar: |sidecar, _| {
            sidecar
                .purposes
                .retain(|purpose| purpose.id != "business-analysis");
            for item in 5..=8 {
                renumber(sidecar, item, item - 1);
            }
        },
        reasons: &["purpose_removed"],
        unlabelled: NOBODY,
        wording: NOBODY,
    },
    Case {
        name: "data kind added",
        sample: &[(
            "设备信息、位置信息、WLAN",
            "设备信息、位置信息、通讯录、WLAN",
        )],
        official: &[(
            "设备信息、位置信息、WLAN",
            "设备信息、位置信息、通讯录、WLAN",
        )],
        sidecar: |sidecar, document| {
            let data = document.third_parties[3].data.clone();
            named(sidecar, "service-map-location").data = data;
        },
        reasons: &["data_added", "third_party_changed", "clause_changed"],
        unlabelled: (false, &["service-map-location"]),
        wording: (false, &["service-map-location"]),
    },
    Case {
        name: "retention changed",
        sample: &[],
        official: &[],
        sidecar: |sidecar, _| named(sidecar, "messages").retention = "三年。".to_owned(),
        reasons: &["retention_changed"],
        unlabelled: (false, &["messages"]),
        wording: (false, &["messages"]),
    },
    Case {
        name: "retention of what cannot be refused changed",
        sample: &[],
        official: &[],
        sidecar: |sidecar, _| named(sidecar, "legal-duty").retention = "三年。".to_owned(),
        reasons: &["retention_changed"],
        unlabelled: TERMS,
        wording: TERMS,
    },
    Case {
        name: "right reduced by a clause",
        sample: &[(
            "⑵ 公开披露违反法律法规或约定。我们会立即停止，并通知接收方删除。",
            "",
        )],
        official: &[(
            "⑵ 如果盛事通违反法律法规规定或与您的约定，公开披露您的个人信息，您有权要求盛事通立即停止公开披露的行为，并发布通知要求相关接收方删除相应的信息。",
            "",
        )],
        sidecar: |_, _| {},
        reasons: &["right_clause_removed"],
        unlabelled: TERMS,
        wording: TERMS,
    },
    Case {
        name: "right reduced by words",
        sample: &[("都可以查看，也可以导出。", "都可以查看。")],
        official: &[(
            "您使用盛事通服务时您提供的个人信息，法律",
            "您提供的个人信息，法律",
        )],
        sidecar: |_, _| {},
        reasons: &["right_reduced", "clause_changed"],
        unlabelled: TERMS,
        wording: TERMS,
    },
    Case {
        name: "right no longer named",
        sample: &[],
        official: &[],
        sidecar: |sidecar, _| sidecar.rights.retain(|right| right.id != "delete"),
        reasons: &["right_removed"],
        unlabelled: TERMS,
        wording: TERMS,
    },
    Case {
        name: "controller changed",
        sample: &[(
            "由沈阳市信息中心（沈阳市信用中心）提供",
            "由测试市数据局提供",
        )],
        official: &[("沈阳市信息中心(沈阳市信用中心)为", "测试市数据局为")],
        sidecar: |sidecar, _| sidecar.controller = "测试市数据局".to_owned(),
        reasons: &["controller_changed", "unclaimed_clause_changed"],
        unlabelled: TERMS,
        wording: TERMS,
    },
    Case {
        name: "clause of nobody changed",
        sample: &[(
            "传输须加密，存储采用AES-256或更强的算法",
            "传输和存储须加密",
        )],
        official: &[("AES256bit或以上强度的加密算法进行加密存储", "加密存储")],
        sidecar: |_, _| {},
        reasons: &["unclaimed_clause_changed"],
        unlabelled: TERMS,
        wording: TERMS,
    },
    Case {
        name: "purpose said in other words",
        sample: &[],
        official: &[],
        sidecar: |sidecar, _| named(sidecar, "research").title = "审计和研究".to_owned(),
        reasons: &["purpose_reworded"],
        unlabelled: (false, &["research"]),
        wording: NOBODY,
    },
    Case {
        name: "method changed, decides by itself, sensitive now",
        sample: &[],
        official: &[],
        sidecar: |sidecar, _| {
            named(sidecar, "research").method = "由他人收集。".to_owned();
            named(sidecar, "fraud-prevention").automated = true;
            let messages = named(sidecar, "messages");
            (messages.sensitive, messages.impact) = (true, "说明。".to_owned());
        },
        reasons: &["method_changed", "became_automated", "became_sensitive"],
        unlabelled: (false, &["fraud-prevention", "messages", "research"]),
        wording: (false, &["fraud-prevention", "messages", "research"]),
    },
    Case {
        name: "can no longer be refused",
        sample: &[],
        official: &[],
        sidecar: |sidecar, _| {
            let purpose = named(sidecar, "fraud-prevention");
            (purpose.basis, purpose.requirement) = (LegalBasis::Contract, Requirement::Required);
        },
        reasons: &["basis_changed", "became_required"],
        unlabelled: TERMS,
        wording: TERMS,
    },
];

fn named<'a>(sidecar: &'a mut PolicySidecar, id: &str) -> &'a mut Purpose {
    let mut purposes = sidecar.purposes.iter_mut();
    purposes.find(|purpose| purpose.id == id).unwrap()
}

/// Items of 1.3 from `first` on move down by one.
fn shift(sidecar: &mut PolicySidecar, first: u32) {
    for item in (first..=8).rev() {
        renumber(sidecar, item, item + 1);
    }
}

fn renumber(sidecar: &mut PolicySidecar, from: u32, to: u32) {
    let (from, to) = (format!("s1.c3.i{from}"), format!("s1.c3.i{to}"));
    let clauses = sidecar
        .purposes
        .iter_mut()
        .flat_map(|purpose| &mut purpose.clauses);
    for clause in clauses {
        if let Some(below) = clause
            .strip_prefix(&from)
            .filter(|below| !below.starts_with(char::is_numeric))
        {
            *clause = format!("{to}{below}");
        }
    }
}
