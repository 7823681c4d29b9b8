import type { CodeSentView, FailureView, GuardianPresentView, GuardianTask } from '$lib/bindings';
import type { ErrorLine } from '$lib/components/ErrorSummary.svelte';
import { guardian } from '$lib/client';
import { explain, explainField } from '$lib/errors';
import { hasSixDigits } from '$lib/features/login/code';
import { m } from '$lib/i18n';
import { Deadline } from '$lib/time/deadline.svelte';

/** A guardian who shows, with a code to their own phone, that it is they. */
export class GuardianCode {
  code = $state('');
  /** What the platform said when it sent a code, and the number it went to; `null` before the first one. */
  sent = $state.raw<(CodeSentView & { to: string }) | null>(null);
  /** The guardian is there. */
  present = $state.raw<GuardianPresentView | null>(null);
  sending = $state(false);
  busy = $state(false);
  lines = $state.raw<ErrorLine[]>([]);
  readonly resend = new Deadline();
  readonly expiry = new Deadline();
  /** How long the guardian is there. */
  readonly presence = new Deadline();
  #phone = $state('');

  constructor(private readonly task: GuardianTask) {}

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

  /** Asks who is there already: a screen may have been left and come back to. */
  async look(): Promise<void> {
    const answer = await guardian.present();
    if (answer.ok) this.#arrive(answer.value?.task === this.task ? answer.value : null);
  }

  /** Asks for a code. Says whether one was sent. */
  async sendCode(): Promise<boolean> {
    if (this.sending || this.resend.running) return false;
    if (this.phone.trim() === '') {
      this.lines = [{ field: 'guardian-phone', message: m.guardian_need_phone() }];
      return false;
    }
    this.sending = true;
    const to = this.phone.trim();
    const answer = await guardian.sendCode(to, this.task);
    this.sending = false;
    // Another number was typed meanwhile: what became of this one says nothing about it.
    if (bare(to) !== bare(this.phone)) return false;
    if (!answer.ok) {
      this.lines = wrong(answer.failure, 'guardian-phone');
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

  /** Gives the code. Says whether the guardian is there. */
  async verify(): Promise<boolean> {
    if (this.present) return true;
    if (this.busy) return false;
    const missing: ErrorLine[] = [];
    if (this.phone.trim() === '') missing.push({ field: 'guardian-phone', message: m.guardian_need_phone() });
    else if (!this.sent) missing.push({ field: 'guardian-phone', message: m.login_need_send() });
    if (this.sent && !hasSixDigits(this.code)) missing.push({ field: 'guardian-code', message: m.login_need_code() });
    this.lines = missing;
    if (missing.length > 0) return false;
    this.busy = true;
    const answer = await guardian.verifyCode(this.code.trim());
    this.busy = false;
    if (!answer.ok) {
      this.lines = wrong(answer.failure, 'guardian-code');
      return false;
    }
    this.#forgetCode();
    this.lines = [];
    this.resend.clear();
    this.#arrive(answer.value);
    return true;
  }

  /** The guardian has gone; what follows needs another code. */
  leave(): void {
    this.#arrive(null);
    this.#forgetCode();
    this.#phone = '';
    void guardian.leave();
  }

  /** Ends the waiting; called when the screen is left. */
  close(): void {
    [this.resend, this.expiry, this.presence].forEach((deadline) => deadline.clear());
  }

  /** What is wrong with one field, in the same words as in the summary. */
  errorOf(field: string): string | undefined {
    return this.lines.find((line) => line.field === field)?.message;
  }

  #arrive(present: GuardianPresentView | null): void {
    this.present = present;
    if (present) this.presence.set(present.seconds_left, () => (this.present = null));
    else this.presence.clear();
  }

  #forgetCode(): void {
    this.code = '';
    this.sent = null;
    this.expiry.clear();
    // Other lines stay the same ones, so that the summary does not take the focus again.
    if (this.errorOf('guardian-code')) this.lines = [];
  }
}

/** A number without the spaces that it was typed with. */
function bare(phone: string): string {
  return phone.replace(/\s/g, '');
}

// A failure that is about what was typed points at its field; any other one stands for itself.
const ABOUT_A_FIELD: Record<string, string> = {
  'code-wrong': 'guardian-code',
  'code-expired': 'guardian-code',
  'code-used-up': 'guardian-code',
  'guardian-session-ended': 'guardian-phone',
  'guardian-own-phone': 'guardian-phone',
};

function wrong(failure: FailureView, field: string): ErrorLine[] {
  const [first] = failure.fields;
  if (first) return [{ field, message: explainField(first.code, field === 'guardian-phone' ? 'phone_number' : undefined) }];
  const { happened, remedy } = explain(failure);
  return [{ field: ABOUT_A_FIELD[failure.code], message: `${happened}${m.sentence_end()}${remedy}` }];
}
