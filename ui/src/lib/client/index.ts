/**
 * The only place that calls the shell. Screens use these functions; nothing else imports `commands`.
 */
import { commands, events } from '$lib/bindings';
import type { AppearanceView, ChangeAnswerInput, ChangeInput, ContactChannel, ClientEvent, CodeList, CorrectionInput, DecisionInput } from '$lib/bindings';
import type { GuardianTask, ItemDecisionInput, KeepingChoice, LockSettingsView, PolicyVersion, ReceiptContents, ResolveChoice, Screen, UnitKey, UnsentChoice } from '$lib/bindings';

import { outcome } from './outcome';

export { ownFailure, type Outcome } from './outcome';

export const start = {
  bootstrap: () => outcome(commands.bootstrap()),
  /** Says that the page has painted; the shell shows the window. */
  windowReady: () => outcome(commands.windowReady()),
  /** Says that the first screen is complete; measured only. */
  markComplete: () => void Promise.resolve(commands.markComplete()).catch(() => undefined),
  quit: () => void Promise.resolve(commands.appQuit()).catch(() => undefined),
};

export const policies = {
  current: (language: string) => outcome(commands.policyCurrent(language)),
  /** An earlier version; it comes from the platform where it is not on this computer. */
  at: (version: PolicyVersion, language: string) => outcome(commands.policyAt(version, language)),
  search: (query: string, version: PolicyVersion | null, language: string) =>
    outcome(commands.policySearch(query, version, language)),
  /** Writes the text into a new file among the person's downloads. */
  save: (version: PolicyVersion | null, language: string) => outcome(commands.policySave(version, language)),
  /** By default from the version that was answered to the one in force. */
  change: (from: PolicyVersion | null, to: PolicyVersion | null, language: string) =>
    outcome(commands.policyChange(from, to, language)),
  history: () => outcome(commands.policyHistory()),
  answerChange: (answer: ChangeAnswerInput) => outcome(commands.policyAnswerChange(answer)),
};

export const consent = {
  decide: (decision: DecisionInput) => outcome(commands.consentDecide(decision)),
  purposes: (language: string) => outcome(commands.consentPurposes(language)),
  decideItem: (decision: ItemDecisionInput) => outcome(commands.consentDecideItem(decision)),
  receipts: () => outcome(commands.consentReceipts()),
  comingOfAge: () => outcome(commands.consentComingOfAge()),
  /** The person says that they are of age, and agrees to the policy themselves. */
  comeOfAge: (textHash: string, language: string) => outcome(commands.consentComeOfAge(textHash, language)),
  /** Writes all receipts, alone or with what an auditor needs, into a new file among the person's downloads. */
  saveReceipts: (contents: ReceiptContents) => outcome(commands.consentSaveReceipts(contents)),
};

export const registry = {
  collected: (language: string) => outcome(commands.registryCollected(language)),
  shared: (language: string) => outcome(commands.registryShared(language)),
  sent: () => outcome(commands.registrySent()),
  /** From the entry after `before` on. */
  disclosed: (before: string | null) => outcome(commands.registryDisclosed(before)),
};

/** Reports about the client itself; without the person's consent nothing comes of the first two. */
export const reports = {
  opened: (screen: Screen) => outcome(commands.reportOpened(screen)),
  pageFailed: (places: string[]) => outcome(commands.reportPageFailed(places)),
  view: () => outcome(commands.reports()),
  send: (id: string, shown: string) => outcome(commands.reportSend(id, shown)),
  remove: (id: string) => outcome(commands.reportDelete(id)),
};

/** The guardian of a minor: a code to their own phone, and what they do with it. */
export const guardian = {
  sendCode: (phone: string, task: GuardianTask) => outcome(commands.guardianSendCode(phone, task)),
  verifyCode: (code: string) => outcome(commands.guardianVerifyCode(code)),
  /** Who is there; `null` where nobody's code has come back, or too long ago. */
  present: () => outcome(commands.guardianPresent()),
  leave: () => outcome(commands.guardianLeave()),
  agree: (textHash: string) => outcome(commands.guardianAgree(textHash)),
  consents: () => outcome(commands.guardianConsents()),
  withdraw: (record: string) => outcome(commands.guardianWithdraw(record)),
};

export const session = {
  options: () => outcome(commands.loginOptions()),
  sendCode: (phone: string) => outcome(commands.loginSendCode(phone)),
  verifyCode: (code: string) => outcome(commands.loginVerifyCode(code)),
  password: (account: string, password: string) => outcome(commands.loginPassword(account, password)),
  /** Opens the system browser and waits for what comes of it, five minutes at most. */
  browser: () => outcome(commands.loginBrowser()),
  browserAgain: () => outcome(commands.loginBrowserAgain()),
  /** Shows a code for another device; what comes of it is an event. */
  device: () => outcome(commands.loginDevice()),
  /** Gives up what is under way in the browser or on another device. */
  cancelOutside: () => outcome(commands.loginOutsideCancel()),
  register: () => outcome(commands.register()),
  cancel: () => outcome(commands.loginCancel()),
  /** Asks the keyring again, which may ask the person; what comes of it is an event of the session. */
  retry: () => outcome(commands.sessionRetry()),
  /** Removes what is kept here of the same person and could not be opened. */
  discardUnopened: () => outcome(commands.sessionDiscardUnopened()),
  /** Locks what is open; what comes of it is an event of the session. */
  lock: () => outcome(commands.sessionLock()),
  unlock: (typed: string) => outcome(commands.sessionUnlock(typed)),
  /** The PIN or passphrase is forgotten: the next login makes what is kept here anew. */
  forgetSecret: (forgotten: boolean) => outcome(commands.sessionForgetSecret(forgotten)),
  /** Somebody uses the window. */
  used: () => void Promise.resolve(commands.sessionUsed()).catch(() => undefined),
  keepBy: (choice: KeepingChoice, present: string | null) => outcome(commands.keepingChange(choice, present)),
  logout: (unsent: UnsentChoice) => outcome(commands.logout(unsent)),
  recoverSendCode: (phone: string) => outcome(commands.recoverSendCode(phone)),
  recoverVerifyCode: (code: string) => outcome(commands.recoverVerifyCode(code)),
  recoverPassword: (next: string) => outcome(commands.recoverPassword(next)),
  stepUpSendCode: () => outcome(commands.stepUpSendCode()),
  stepUpVerifyCode: (code: string) => outcome(commands.stepUpVerifyCode(code)),
  stepUpPassword: (password: string) => outcome(commands.stepUpPassword(password)),
};

/** The accounts that have something on this computer. */
export const accounts = {
  here: () => outcome(commands.accountsHere()),
  remove: (id: string) => outcome(commands.accountRemove(id)),
};

export const profile = {
  view: () => outcome(commands.profileView()),
  form: (unit: UnitKey) => outcome(commands.profileForm(unit)),
  edit: (changes: ChangeInput[]) => outcome(commands.profileEdit(changes)),
  check: (change: ChangeInput) => outcome(commands.profileCheck(change)),
  /** Where it would disagree with what stands; it holds nobody up. */
  disagreements: (change: ChangeInput) => outcome(commands.profileDisagreements(change)),
  undo: (unit: UnitKey) => outcome(commands.profileUndo(unit)),
  reveal: (unit: UnitKey) => outcome(commands.profileReveal(unit)),
  /** Decides with the platform's value of revision `rev` in view. */
  resolve: (unit: UnitKey, choice: ResolveChoice, rev: number) => outcome(commands.profileResolve(unit, choice, rev)),
  discard: (unit: UnitKey) => outcome(commands.profileDiscard(unit)),
  saveDraft: (change: ChangeInput) => outcome(commands.draftSave(change)),
  clearDraft: (unit: UnitKey) => outcome(commands.draftClear(unit)),
  startContactChange: (channel: ContactChannel, value: string) => outcome(commands.contactChangeStart(channel, value)),
  verifyContactChange: (channel: ContactChannel, code: string) => outcome(commands.contactChangeVerify(channel, code)),
  changeDocument: (change: ChangeInput) => outcome(commands.documentChange(change)),
  searchRegions: (query: string) => outcome(commands.searchRegions(query)),
  searchCountries: (query: string) => outcome(commands.searchCountries(query)),
  /** Changes of the profile, newest first, from the entry after `before` on. */
  history: (before: string | null) => outcome(commands.profileHistory(before)),
  describeCodes: (list: CodeList, codes: string[]) => outcome(commands.describeCodes(list, codes)),
};

/** Requests for correction of what an official has verified. */
export const corrections = {
  view: () => outcome(commands.corrections()),
  form: (unit: UnitKey) => outcome(commands.correctionForm(unit)),
  /** With the reason in clear. */
  open: (id: string) => outcome(commands.correctionOpen(id)),
  keep: (input: CorrectionInput) => outcome(commands.correctionKeep(input)),
  /** Opens the system's own dialogue and waits for what is chosen there. */
  attach: (unit: UnitKey) => outcome(commands.correctionAttach(unit)),
  detach: (unit: UnitKey, id: string) => outcome(commands.correctionDetach(unit, id)),
  discard: (unit: UnitKey) => outcome(commands.correctionDiscard(unit)),
  submit: (input: CorrectionInput) => outcome(commands.correctionSubmit(input)),
  /** Takes one that has not been sent, or was refused, back into its form. */
  revise: (id: string) => outcome(commands.correctionRevise(id)),
  /** Takes one back; one that the platform may have is withdrawn there. */
  cancel: (id: string) => outcome(commands.correctionCancel(id)),
};

export const notices = {
  inbox: () => outcome(commands.inbox()),
  open: (id: string) => outcome(commands.noticeOpen(id)),
};

export const security = {
  sessions: () => outcome(commands.sessions()),
  rename: (id: string, name: string) => outcome(commands.sessionRename(id, name)),
  end: (id: string) => outcome(commands.sessionEnd(id)),
  endOthers: () => outcome(commands.sessionsEndOthers()),
  activity: (before: string | null) => outcome(commands.activity(before)),
  disown: (id: string) => outcome(commands.activityDisown(id)),
  password: () => outcome(commands.passwordView()),
  setPassword: (next: string, current: string | null, endOthers: boolean) =>
    outcome(commands.passwordSet(next, current, endOthers)),
};

export const publicInfo = {
  articles: () => outcome(commands.articles()),
  article: (id: string) => outcome(commands.article(id)),
  halls: () => outcome(commands.halls()),
  contacts: () => outcome(commands.contacts()),
  /** What the platform has of what a consent would allow; it is asked, and else what it said last. */
  capabilities: () => outcome(commands.capabilities()),
};

export const settings = {
  view: () => outcome(commands.settingsView()),
  update: (appearance: AppearanceView) => outcome(commands.settingsUpdate(appearance)),
  updateLock: (lock: LockSettingsView) => outcome(commands.lockSettingsUpdate(lock)),
  syncNow: () => outcome(commands.syncNow()),
  /** Somebody is back at the window, or the network is. */
  syncWoken: () => outcome(commands.syncWoken()),
  /** The person has seen what came with a copy of the store. */
  sendHeld: () => outcome(commands.syncSendHeld()),
};

/** Calls `tell` with every event of the client from now on. Says whether that could be arranged. */
export async function listen(tell: (event: ClientEvent) => void): Promise<boolean> {
  try {
    await events.clientChanged.listen(({ payload }) => tell(payload));
    return true;
  } catch {
    return false;
  }
}
