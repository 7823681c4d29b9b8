import type {
  DisclosedLineView,
  ActivityEntryView,
  AgeBand,
  AnsweredPolicyView,
  AppearanceView,
  AttachmentKind,
  CapabilityView,
  ArticleLineView,
  Choice,
  ClientEvent,
  CollectedView,
  ComingOfAgeView,
  CorrectionView,
  FailureView,
  GuardianConsentView,
  GuardianWord,
  HistoryEntryView,
  InboxView,
  LocalAccountView,
  LoginWay,
  NewerPolicyView,
  NoticeView,
  PasswordView,
  PersonTerms,
  PolicyChangeView,
  PolicyView,
  ProfileView,
  PurposesView,
  ReceiptsView,
  ReportsView,
  SentView,
  SessionLineView,
  SessionView,
  SharedView,
  SyncView,
} from '../../src/lib/bindings';

/** How the platform and the client stand when a screen test begins. Everything in it is made up. */
export interface Scenario {
  choice: Choice | null;
  /** The age that was given, and for a minor the guardian's word. */
  ageBand: AgeBand | null;
  guardian: GuardianWord | null;
  /** What the guardian with the right code has agreed to. */
  guardianConsents: GuardianConsentView[];
  comingOfAge: ComingOfAgeView;
  session: SessionView;
  /** Where the person stands who is logged in; agreed where it is not said. */
  person?: PersonTerms;
  /** What comes of asking the keyring again; `null` while its own dialogue stands open. */
  reopened: SessionView | null;
  appearance: Partial<AppearanceView>;
  /** An earlier version had switched desktop alerts off here. */
  alertsOff: boolean;
  ways: LoginWay[];
  /** Whether the number that logs in has an account already. */
  registered: boolean;
  articles: ArticleLineView[];
  /** The platform cannot be reached: public lists are what was kept. */
  offline: boolean;
  /** When public lists were last fetched; `null` where they never were. */
  fetchedAt: string | null;
  policy: PolicyView;
  /** Texts that can be had beside it. */
  earlier: PolicyView[];
  /** The policy has changed since the person answered it, and in this way. */
  newer: NewerPolicyView | null;
  change: PolicyChangeView;
  /** The versions that the person answered, newest first. */
  history: AnsweredPolicyView[];
  /** What data are used for, as it is shown to whoever is logged in, and what they decided. */
  purposes: PurposesView;
  /** What the platform said of what a consent would allow. */
  capabilities: CapabilityView[];
  receipts: ReceiptsView;
  /** What is collected, shared and sent, as it is shown to whoever is logged in. */
  collected: CollectedView;
  shared: SharedView;
  sent: SentView;
  /** To whom the platform has given what, newest first. */
  disclosed: DisclosedLineView[];
  /** Reports about the client itself. */
  reports: ReportsView;
  profile: ProfileView | null;
  inbox: InboxView | null;
  /** Notices in full, by id. */
  notices: Record<string, NoticeView>;
  /** Requests for correction that were submitted, newest first. */
  corrections: CorrectionView[];
  /** What the person chooses in the system's dialogue; one with a code cannot be attached. */
  chosenFiles: { name: string; kind: AttachmentKind; size: number; code?: string }[];
  /** Changes of the profile, newest first. */
  changes: HistoryEntryView[];
  /** Where the person is logged in, and what happened to the account. */
  sessions: SessionLineView[];
  activity: ActivityEntryView[];
  password: PasswordView;
  /** Accounts that have something on this computer, and whether the keyring keeps the key of one that is removed. */
  here: LocalAccountView[];
  keyLeft: boolean;
  /** Seconds until it locks for being left alone, where that was said. */
  lockSoon: number | null;
  sync: SyncView;
  /** Commands that fail, and how; for as often as the test leaves them in. */
  failures: Record<string, FailureView>;
  /** Events that come while `bootstrap` has not answered yet. */
  early: ClientEvent[];
  /** Commands that never answer. */
  silent: string[];
}

/** What a test changes of the ordinary scenario. */
export type Change = Partial<Scenario>;
