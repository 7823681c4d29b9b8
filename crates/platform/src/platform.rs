//! A running platform.

use std::net::SocketAddr;
use std::path::PathBuf;
use std::sync::Arc;

use sst_domain::policy::PinnedKey;
use tempfile::TempDir;
use tokio::net::TcpListener;
use tokio::sync::watch;
use tokio::task::JoinHandle;

use crate::app::{App, Shared};
use crate::auth::dpop::Dpop;
use crate::auth::password::Passwords;
use crate::clock::Clock;
use crate::consent::ReceiptKey;
use crate::correction::upload;
use crate::error::{StartError, StoreError};
use crate::http::router::router;
use crate::limits::Limits;
use crate::official::Official;
use crate::policy::sample::Sample;
use crate::secret::{HashKey, generate_id};
use crate::serve::serve;
use crate::sms::{Console, Message, Outbox, SmsFile, SmsGateway, SmsSink};
use crate::store::{Store, setting};
use crate::sync::hub::{self, Hub};

/// How a platform is to run.
#[derive(Clone)]
pub struct Options {
    /// Where to listen; port 0 takes any that is free.
    pub listen: SocketAddr,
    /// Where the data are.
    pub data: Data,
    /// Where codes go.
    pub sms: SmsSink,
    /// Lifetimes and limits.
    pub limits: Limits,
    /// What time it is.
    pub clock: Clock,
    /// Origin under which clients reach the platform, without a path, such as `https://sst.example`.
    /// Absent, it is the address that is listened on.
    pub issuer: Option<String>,
    /// A TLS proxy of the operator's stands in front.
    pub behind_tls_proxy: bool,
    /// Whether accounts can be opened.
    pub registration: bool,
}

/// Where the data are.
#[derive(Debug, Clone)]
pub enum Data {
    /// In this folder, which is made if need be.
    Folder(PathBuf),
    /// In a folder that goes when the platform stops.
    Temporary,
}

impl Default for Options {
    fn default() -> Self {
        Self {
            listen: SocketAddr::from(([127, 0, 0, 1], 0)),
            data: Data::Temporary,
            sms: SmsSink::default(),
            limits: Limits::default(),
            clock: Clock::default(),
            issuer: None,
            behind_tls_proxy: false,
            registration: true,
        }
    }
}

/// A running platform. Dropped without [`Platform::stop`] it answers nothing new; the rest ends with its
/// runtime.
pub struct Platform {
    address: SocketAddr,
    app: Shared,
    outbox: Option<Arc<Outbox>>,
    data: PathBuf,
    stop: watch::Sender<bool>,
    server: JoinHandle<()>,
    teller: JoinHandle<()>,
    sweeper: JoinHandle<()>,
    _temporary: Option<TempDir>,
}

impl Platform {
    /// Starts a platform. When this returns, it answers.
    ///
    /// # Errors
    ///
    /// [`StartError`]: the address is taken or not of this computer, the data cannot be opened.
    pub async fn start(options: Options) -> Result<Self, StartError> {
        if !options.listen.ip().is_loopback() && !options.behind_tls_proxy {
            return Err(StartError::NotLoopback(options.listen));
        }
        let (data, temporary) = match &options.data {
            Data::Folder(folder) => (folder.clone(), None),
            Data::Temporary => {
                let folder = tempfile::tempdir().map_err(StartError::Temporary)?;
                (folder.path().to_owned(), Some(folder))
            }
        };
        let store = Store::open(&data).await?;
        let listen = |source| StartError::Listen {
            address: options.listen,
            source,
        };
        let listener = TcpListener::bind(options.listen).await.map_err(listen)?;
        let address = listener.local_addr().map_err(listen)?;
        let (sms, outbox) = gateway(&options.sms);
        let app = Arc::new(app(options, store, sms, address).await?);

        let from = hub::start(&app.store).await?;
        let teller = tokio::spawn({
            let app = Arc::clone(&app);
            async move { app.hub.run(&app.store, from).await }
        });
        let sweeper = tokio::spawn({
            let app = Arc::clone(&app);
            async move { upload::sweep(&app).await }
        });
        let stop = watch::Sender::new(false);
        let server = serve(listener, router(&app), app.limits.clone(), stop.subscribe());
        let server = tokio::spawn(server);
        let _temporary = temporary;
        Ok(Self {
            address,
            app,
            outbox,
            data,
            stop,
            server,
            teller,
            sweeper,
            _temporary,
        })
    }

    /// Where it listens.
    pub fn address(&self) -> SocketAddr {
        self.address
    }

    /// Its origin, such as `http://127.0.0.1:8790`.
    pub fn url(&self) -> &str {
        &self.app.issuer
    }

    /// The key by which its countersignatures are verified.
    pub fn receipt_key(&self) -> PinnedKey {
        self.app.receipt_key.0.public()
    }

    /// The folder of its data.
    pub fn data(&self) -> &std::path::Path {
        &self.data
    }

    /// The hand of an official in this very process.
    pub fn official(&self) -> Official {
        Official::of(self.app.store.clone(), self.app.clock.clone())
    }

    /// The code that was sent to this phone number or e-mail address last, where codes go to memory.
    pub fn last_code(&self, to: &str) -> Option<String> {
        self.outbox.as_ref()?.last_code(to)
    }

    /// Every message that was sent, oldest first, where they go to memory.
    pub fn messages(&self) -> Vec<Message> {
        self.outbox
            .as_ref()
            .map(|outbox| outbox.messages())
            .unwrap_or_default()
    }

    /// Ends every stream, answers what was asked already as far as [`Limits::stop_grace`] allows, and closes
    /// the data.
    pub async fn stop(self) {
        self.app.hub.close();
        self.stop.send_replace(true);
        if let Err(error) = self.server.await {
            tracing::error!(%error, "the server ended in disorder");
        }
        // They may be about to use the database; it is closed after them.
        let _ = self.teller.await;
        let _ = self.sweeper.await;
        self.app.store.close().await;
    }
}

async fn app(
    options: Options,
    store: Store,
    sms: Arc<dyn SmsGateway>,
    address: SocketAddr,
) -> Result<App, StartError> {
    let mut tx = store.write().await?;
    setting::find_or_set(&mut tx, setting::EPOCH, &generate_id()?).await?;
    let key = setting::find_or_set(&mut tx, setting::HASH_KEY, &HashKey::generate()?).await?;
    let receipt_key = ReceiptKey::find_or_make(&mut tx).await?;
    tx.commit().await?;
    Ok(App {
        receipt_key,
        hash_key: HashKey::parse(&key).ok_or(StoreError::Corrupt("platform"))?,
        store,
        dpop: Dpop::new(&options.limits)?,
        limits: options.limits,
        clock: options.clock,
        sms,
        passwords: Passwords::new().await?,
        hub: Hub::new(),
        sample: Sample::open()?,
        issuer: options
            .issuer
            .unwrap_or_else(|| format!("http://{address}")),
        registration: options.registration,
        behind_tls_proxy: options.behind_tls_proxy,
    })
}

fn gateway(sink: &SmsSink) -> (Arc<dyn SmsGateway>, Option<Arc<Outbox>>) {
    match sink {
        SmsSink::Console => (Arc::new(Console), None),
        SmsSink::File(path) => (Arc::new(SmsFile::new(path.clone())), None),
        SmsSink::Gateway(gateway) => (Arc::clone(gateway), None),
        SmsSink::Memory => {
            let outbox = Arc::new(Outbox::default());
            (Arc::clone(&outbox) as Arc<dyn SmsGateway>, Some(outbox))
        }
    }
}
