import type { CodeSentView, FailureView, LoginOutcomeView } from '$lib/bindings';
import type { ErrorLine } from '$lib/components/ErrorSummary.svelte';
import { session, type Outcome } from '$lib/client';
import { explain, explainField } from '$lib/errors';
import { m } from '$lib/i18n';
import { Deadline } from '$lib/time/deadline.svelte';

import { hasSixDigits } from './code';

/** A login while it is being typed. What was typed stays until the login is done, whatever goes wrong. */
export class Login {
  code = $state('');
  account = $state('');
  password = $state('');
  /** What the platform said when it sent a code, and the number it went to; `null` before the first one. */
  sent = $state.raw<(CodeSentView & { to: string }) | null>(null);
  /** The number whose code was right, which has no account yet. */
  verified = $state('');
  step = $state<'form' | 'register' | 'done'>('form');
  sending = $state(false);
  busy = $state(false);
  lines = $state.raw<ErrorLine[]>([]);
  readonly resend = new Deadline();
  readonly expiry = new Deadline();
  #phone = $state('');

  get phone(): string {
    return this.#phone;
  }

  /** Takes in the number. A code belongs to the number that it was sent to: for another one all begins anew. */
  set phone(phone: string) {
    const other = bare(phone) !== bare(this.#phone);
    this.#phone = phone;
    if (!other) return;
    this.resend.clear();
    this.#forgetCode();
  }

  /** Asks for a code. Says whether one was sent. */
  async sendCode(): Promise<boolean> {
    if (this.sending || this.resend.running) return false;
    if (this.phone.trim() === '') {
      this.lines = [{ field: 'phone', message: m.login_need_phone() }];
      return false;
    }
    this.sending = true;
    const to = this.phone.trim();
    const answer = await session.sendCode(to);
    this.sending = false;
    // Another number was typed meanwhile: what became of this one says nothing about it.
    if (bare(to) !== bare(this.phone)) return false;
    if (!answer.ok) {
      this.lines = wrong(answer.failure, 'phone');
      if (answer.failure.wait_seconds) this.resend.set(answer.failure.wait_seconds);
      return false;
    }
    this.lines = [];
    this.code = '';
    this.sent = { ...answer.value, to };
    this.resend.set(answer.value.resend_after);
    this.expiry.set(answer.value.expires_in);
    return true;
  }

  /** Gives the code. */
  async submitCode(): Promise<void> {
    const missing: ErrorLine[] = [];
    if (this.phone.trim() === '') missing.push({ field: 'phone', message: m.login_need_phone() });
    else if (!this.sent) missing.push({ field: 'phone', message: m.login_need_send() });
    if (this.sent && !hasSixDigits(this.code)) missing.push({ field: 'code', message: m.login_need_code() });
    const to = this.sent?.to ?? '';
    await this.submit(missing, () => session.verifyCode(this.code.trim()), 'code', to);
  }

  /** Gives account and password. */
  async submitPassword(): Promise<void> {
    const missing: ErrorLine[] = [];
    if (this.account.trim() === '') missing.push({ field: 'account', message: m.login_need_account() });
    if (this.password === '') missing.push({ field: 'password', message: m.login_need_password() });
    await this.submit(missing, () => session.password(this.account.trim(), this.password), 'password');
  }

  /** Opens an account for the number whose code was right. */
  async register(): Promise<void> {
    await this.submit([], () => session.register(), undefined);
  }

  /** Forgets a login that was begun, and keeps the number. */
  async startAgain(): Promise<void> {
    this.step = 'form';
    this.lines = [];
    this.#forgetCode();
    await session.cancel();
  }

  /** Ends the waiting; called when the screen is left. */
  close(): void {
    this.resend.clear();
    this.expiry.clear();
  }

  /** What is wrong with one field, in the same words as in the summary. */
  errorOf(field: string): string | undefined {
    return this.lines.find((line) => line.field === field)?.message;
  }

  private async submit(
    missing: ErrorLine[],
    ask: () => Promise<Outcome<LoginOutcomeView>>,
    field: string | undefined,
    to = '',
  ): Promise<void> {
    if (this.busy) return;
    this.lines = missing;
    if (missing.length > 0) return;
    this.busy = true;
    const answer = await ask();
    this.busy = false;
    if (!answer.ok) {
      this.lines = wrong(answer.failure, field);
      return;
    }
    this.lines = [];
    if (answer.value.kind === 'registration_needed') {
      this.verified = to;
      this.step = 'register';
      return;
    }
    this.password = '';
    this.code = '';
    this.step = 'done';
  }

  #forgetCode(): void {
    this.code = '';
    this.sent = null;
    this.expiry.clear();
    // Other lines stay the same ones, so that the summary does not take the focus again.
    if (this.errorOf('code')) this.lines = [];
  }
}

/** A number without the spaces that it was typed with. */
function bare(phone: string): string {
  return phone.replace(/\s/g, '');
}

// A failure that is about what was typed points at its field; any other one stands for itself.
const ABOUT_A_FIELD: Record<string, string> = {
  'code-wrong': 'code',
  'code-expired': 'code',
  'code-used-up': 'code',
  'auth-session-invalid': 'code',
  'password-wrong': 'password',
};

function wrong(failure: FailureView, field: string | undefined): ErrorLine[] {
  const [first] = failure.fields;
  if (first) return [{ field, message: explainField(first.code, field === 'phone' ? 'phone_number' : undefined) }];
  const { happened, remedy } = explain(failure);
  return [{ field: ABOUT_A_FIELD[failure.code], message: `${happened}${m.sentence_end()}${remedy}` }];
}
