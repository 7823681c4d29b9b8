// Written by hand until the shell exports it (`cargo xtask bindings`); shaped exactly as tauri-specta writes it.
import { invoke as __TAURI_INVOKE } from '@tauri-apps/api/core';
import * as __TAURI_EVENT from '@tauri-apps/api/event';

async function typedError<T, E>(
  result: Promise<T>,
): Promise<{ status: 'ok'; data: T } | { status: 'error'; error: E }> {
  try {
    return { status: 'ok', data: await result };
  } catch (e) {
    if (e instanceof Error) throw e;
    return { status: 'error', error: e as E };
  }
}

const call = <T>(name: string, args?: Record<string, unknown>) =>
  typedError<T, FailureView>(__TAURI_INVOKE<T>(name, args));

export const commands = {
  appQuit: () => __TAURI_INVOKE<void>('app_quit'),
  article: (id: string) => call<ArticleView>('article', { id }),
  articles: () => call<PublicList<ArticleLineView>>('articles'),
  bootstrap: () => call<BootstrapView>('bootstrap'),
  consentDecide: (decision: DecisionInput) => call<ConsentView>('consent_decide', { decision }),
  contactChangeStart: (channel: Channel, value: string) =>
    call<CodeSentView>('contact_change_start', { channel, value }),
  contactChangeVerify: (channel: Channel, code: string) =>
    call<ProfileView>('contact_change_verify', { channel, code }),
  contacts: () => call<ContactsView>('contacts'),
  describeCodes: (list: CodeList, codes: string[]) => call<OptionView[]>('describe_codes', { list, codes }),
  documentChange: (change: ChangeInput) => call<ProfileView>('document_change', { change }),
  draftClear: (unit: UnitKey) => call<null>('draft_clear', { unit }),
  draftSave: (change: ChangeInput) => call<null>('draft_save', { change }),
  halls: () => call<PublicList<HallView>>('halls'),
  inbox: () => call<InboxView>('inbox'),
  loginCancel: () => call<null>('login_cancel'),
  loginOptions: () => call<LoginOptionsView>('login_options'),
  loginPassword: (account: string, password: string) =>
    call<LoginOutcomeView>('login_password', { account, password }),
  loginSendCode: (phone: string) => call<CodeSentView>('login_send_code', { phone }),
  loginVerifyCode: (code: string) => call<LoginOutcomeView>('login_verify_code', { code }),
  logout: (unsent: UnsentChoice) => call<SessionView>('logout', { unsent }),
  markComplete: () => __TAURI_INVOKE<void>('mark_complete'),
  noticeOpen: (id: string) => call<NoticeView>('notice_open', { id }),
  policyCurrent: (language: string) => call<PolicyView>('policy_current', { language }),
  profileCheck: (change: ChangeInput) => call<FieldProblem[]>('profile_check', { change }),
  profileDiscard: (unit: UnitKey) => call<ProfileView>('profile_discard', { unit }),
  profileEdit: (changes: ChangeInput[]) => call<ProfileView>('profile_edit', { changes }),
  profileForm: (unit: UnitKey) => call<FormView>('profile_form', { unit }),
  profileResolve: (unit: UnitKey, choice: ResolveChoice) =>
    call<ProfileView>('profile_resolve', { unit, choice }),
  profileReveal: (unit: UnitKey) => call<RevealView>('profile_reveal', { unit }),
  profileUndo: (unit: UnitKey) => call<ProfileView>('profile_undo', { unit }),
  profileView: () => call<ProfileView>('profile_view'),
  register: () => call<LoginOutcomeView>('register'),
  searchCountries: (query: string) => call<OptionView[]>('search_countries', { query }),
  searchRegions: (query: string) => call<OptionView[]>('search_regions', { query }),
  settingsUpdate: (appearance: AppearanceView) => call<SettingsView>('settings_update', { appearance }),
  settingsView: () => call<SettingsView>('settings_view'),
  stepUpPassword: (password: string) => call<null>('step_up_password', { password }),
  stepUpSendCode: () => call<CodeSentView>('step_up_send_code'),
  stepUpVerifyCode: (code: string) => call<null>('step_up_verify_code', { code }),
  syncNow: () => call<SyncView>('sync_now'),
  windowReady: () => call<null>('window_ready'),
};

export const events = {
  clientChanged: {
    listen: (cb: __TAURI_EVENT.EventCallback<ClientChanged>) =>
      __TAURI_EVENT.listen<ClientChanged>('client-changed', cb),
  },
};

// Events
export type ClientChanged = ClientEvent;
export type ClientEvent =
  | { kind: 'session'; view: SessionView }
  | { kind: 'profile'; view: ProfileView }
  | { kind: 'sync'; view: SyncView }
  | { kind: 'inbox'; view: InboxView }
  | { kind: 'consent'; view: ConsentView }
  | { kind: 'settings'; view: SettingsView }
  | { kind: 'notices_arrived'; view: { count: number } };

// Start
export type BootstrapView = {
  consent: ConsentView;
  session: SessionView;
  profile: ProfileView | null;
  sync: SyncView;
  inbox: InboxView | null;
  settings: SettingsView;
  app_version: string;
};
export type FailureView = {
  code: string;
  retryable: boolean;
  fields: FieldProblem[];
  tries_left: number | null;
  wait_seconds: number | null;
  correlation_id: string;
};

// Consent
export type Choice = 'agree' | 'browse_only';
export type AgeBand = 'under14' | 'from14_to17' | 'adult';
export type Reach = 'nothing' | 'public_reads' | 'account';
export type ConsentView = { choice: Choice | null; reach: Reach; newer_policy: boolean };
export type DecisionInput = {
  choice: Choice;
  age_band: AgeBand | null;
  guardian_agreed: boolean;
  text_hash: string;
  language: string;
};

// Policy
export type Language = 'zh-CN' | 'en';
export type Paragraph = { id: string; text: string; hash: string };
export type Item = { id: string; mark: string; text: string; hash: string; blocks: Block[] };
export type Block = ({ kind: 'paragraph' } & Paragraph) | ({ kind: 'item' } & Item);
export type Clause = { id: string; mark: string; text: string; hash: string; blocks: Block[] };
export type SectionBlock = ({ kind: 'paragraph' } & Paragraph) | ({ kind: 'clause' } & Clause);
export type Section = { id: string; mark: string; title: string; hash: string; blocks: SectionBlock[] };
export type ThirdParty = {
  clause: string;
  name: string;
  company?: string | null;
  purpose: string;
  data: string[];
  link: string;
  background?: string;
};
export type Contact = { phones: string[]; emails: string[]; addresses: string[] };
export type PolicyDocument = {
  id: string;
  version: string;
  title: string;
  language: Language;
  effective_on?: string | null;
  updated_on?: string | null;
  masthead?: string[];
  preamble?: Paragraph[];
  contents?: string[];
  foreword?: Paragraph[];
  sections: Section[];
  third_parties?: ThirdParty[];
  contact?: Contact;
  text_hash: string;
};
export type LegalBasis = 'consent' | 'statutory_duty' | 'contract';
export type Requirement = 'required' | 'optional';
export type Purpose = {
  id: string;
  title: string;
  clauses: string[];
  basis: LegalBasis;
  requirement: Requirement;
  data?: string[];
  third_party?: string | null;
  sensitive?: boolean;
  impact?: string;
};
export type PolicySource = 'bundle' | 'platform';
export type PolicyView = {
  document: PolicyDocument;
  purposes: Purpose[];
  text_hash: string;
  source: PolicySource;
  sample: boolean;
};

// Session
export type KeepingTier = 'keyring' | 'memory';
export type KeepingView = { tier: KeepingTier; reason: string | null };
export type AccountView = { name: string | null; phone: string | null; keeping: KeepingView };
export type SessionView =
  | { kind: 'opening' }
  | { kind: 'signed_out' }
  | ({ kind: 'signed_in' } & AccountView)
  | ({ kind: 'expired' } & AccountView)
  | { kind: 'unavailable'; code: string };
export type LoginWay = 'sms_code' | 'password';
export type LoginOptionsView = { platform_name: string; ways: LoginWay[]; registration: boolean };
export type CodeSentView = { resend_after: number; expires_in: number };
export type LoginOutcomeView = ({ kind: 'signed_in' } & AccountView) | { kind: 'registration_needed' };
export type UnsentChoice = 'send_first' | 'keep' | 'discard';

// Profile
export type UnitKey = string;
export type UnitGroup = 'basic' | 'contact' | 'identity' | 'preference';
export type EditRule = 'offline' | 'online' | 'read_only';
export type Proof = 'none' | 'official' | 'code' | 'platform';
export type Origin =
  | { kind: 'device'; device_id: string }
  | { kind: 'official'; verified: boolean }
  | { kind: 'platform' }
  | { kind: 'third_party'; name: string };
export type ChangedBy = { origin: Origin; ground?: string; at: string };
export type MaskedField = { field: string; text: string[]; masked: boolean };
export type RawValue = string | string[];
export type ChangeInput = { unit: UnitKey; fields: { [key: string]: RawValue } | null; base_rev: number };
export type Channel = 'phone' | 'email';
export type CodeList = 'region' | 'country';
export type ResolveChoice = 'mine' | 'theirs';
export type FieldCode =
  | 'unknown_unit'
  | 'unknown_field'
  | 'read_only'
  | 'document_kind_missing'
  | 'masked_value'
  | 'unknown_option'
  | 'required'
  | 'too_long'
  | 'too_short'
  | 'illegal_character'
  | 'bad_length'
  | 'bad_format'
  | 'bad_check_digit'
  | 'bad_date'
  | 'date_in_future'
  | 'date_too_old'
  | 'bad_region'
  | 'other_document_kind'
  | 'old_resident_id'
  | 'landline';
export type FieldProblem = { unit: UnitKey; field: string; code: FieldCode };
export type ProfileView = { units: UnitView[] };
export type UnitView = {
  key: UnitKey;
  group: UnitGroup;
  fields: MaskedField[];
  state: UnitStateView;
  rev: number;
  changed_by: ChangedBy | null;
  edit: EditRule;
  step_up: boolean;
  proof: Proof;
  verified: boolean;
  sensitive: boolean;
  undoable: boolean;
};
export type ConflictView = { mine: MaskedField[]; theirs: MaskedField[]; changed_by: ChangedBy };
export type UnitStateView =
  | { kind: 'empty' }
  | { kind: 'synced' }
  | { kind: 'pending'; since: string }
  | { kind: 'unsaved' }
  | ({ kind: 'conflict' } & ConflictView)
  | { kind: 'rejected'; code: string; fields: FieldProblem[] };
export type FieldView =
  | { kind: 'person_name' }
  | { kind: 'choice'; options: string[] }
  | { kind: 'choices'; options: string[] }
  | { kind: 'switch' }
  | { kind: 'past_date' }
  | { kind: 'date' }
  | { kind: 'country' }
  | { kind: 'region' }
  | { kind: 'document_kind'; options: string[] }
  | { kind: 'document_number' }
  | { kind: 'phone' }
  | { kind: 'email' }
  | { kind: 'postcode' }
  | { kind: 'text'; max_chars: number };
export type FormFieldView = { name: string; kind: FieldView; required: boolean };
export type RevealedField = { field: string; text: string[] };
export type FormView = { unit: UnitView; fields: FormFieldView[]; draft: RevealedField[] | null };
export type RevealView = {
  key: UnitKey;
  fields: RevealedField[];
  mine: RevealedField[] | null;
  seconds: number;
};
export type OptionView = { code: string; zh: string; en: string };

// Inbox
export type NoticeKind = 'incident' | 'account' | 'correction' | 'policy' | 'announcement' | 'other';
export type IncidentParts = { what_happened: string; measures: string; advice: string; remedies: string };
export type NoticeLineView = { id: string; kind: NoticeKind; title: string; at: string; read: boolean };
export type NoticeView = NoticeLineView & { paragraphs: string[]; incident: IncidentParts | null };
export type InboxView = { unread: number; notices: NoticeLineView[] };

// Public
export type PublicList<T> = { items: T[]; fetched_at: string | null; offline: boolean };
export type ArticleLineView = {
  id: string;
  kind: string;
  title: string;
  summary: string;
  source: string;
  published_at: string;
};
export type ArticleView = ArticleLineView & { paragraphs: string[] };
export type HallView = {
  id: string;
  name: string;
  district: string;
  address: string;
  phone: string;
  hours: string;
};
export type ContactsView = { operator: string; phones: string[]; address: string };

// Settings
export type AppearanceMode = 'system' | 'light' | 'dark';
export type TextSize = 'standard' | 'large' | 'largest';
export type ContrastMode = 'system' | 'high';
export type MotionMode = 'system' | 'reduced';
export type AppearanceView = {
  language: string;
  elder: boolean;
  mode: AppearanceMode;
  text_size: TextSize;
  contrast: ContrastMode;
  motion: MotionMode;
  toasts: boolean;
};
export type SettingsView = {
  appearance: AppearanceView;
  platform_url: string;
  keeping: KeepingView | null;
  data_folder: string;
};

// Sync
export type SyncView = {
  state: SyncStateView;
  waiting: number;
  needs_you: number;
  last_contact: string | null;
};
export type SyncStateView =
  | { kind: 'off' }
  | { kind: 'idle' }
  | { kind: 'working' }
  | { kind: 'offline'; code: string; next_try: string }
  | { kind: 'sign_in_needed' }
  | { kind: 'paused'; code: string };
