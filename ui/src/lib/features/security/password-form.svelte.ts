import type { FailureView, PasswordChangedView } from '$lib/bindings';
import { security, session, type Outcome } from '$lib/client';
import type { ErrorLine } from '$lib/components/ErrorSummary.svelte';
import { explain, explainField } from '$lib/errors';
import { stepUp } from '$lib/features/profile/step-up.svelte';
import { m } from '$lib/i18n';
import { app } from '$lib/state/app.svelte';

/** A new password while it is being typed. It stays until it is saved, and goes nowhere but to the platform. */
export class PasswordForm {
  next = $state('');
  current = $state('');
  endOthers = $state(true);
  busy = $state(false);
  lines = $state.raw<ErrorLine[]>([]);

  /** Saves it; where a fresh authentication is needed, the person is asked for one first. */
  async save(): Promise<PasswordChangedView | undefined> {
    if (this.busy) return undefined;
    this.busy = true;
    const current = this.current === '' ? null : this.current;
    const { closings } = app;
    const answer = await stepUp.run(() => security.setPassword(this.next, current, this.endOthers));
    this.busy = false;
    if (closings === app.closings) return this.#settle(answer);
    // Its person has left or locked meanwhile: what was typed goes with them.
    this.next = '';
    this.current = '';
    return undefined;
  }

  /** What is wrong with one field. */
  errorOf(field: string): string | undefined {
    return this.lines.find((line) => line.field === field)?.message;
  }

  #settle(answer: Outcome<PasswordChangedView>): PasswordChangedView | undefined {
    this.lines = answer.ok ? [] : wrong(answer.failure);
    if (!answer.ok) return undefined;
    this.next = '';
    this.current = '';
    return answer.value;
  }
}

/** A forgotten password: phone, code, new password. */
export class Forgot {
  step = $state<'phone' | 'code' | 'password' | 'register' | 'done'>('phone');
  phone = $state('');
  code = $state('');
  next = $state('');
  busy = $state(false);
  lines = $state.raw<ErrorLine[]>([]);
  /** Seconds until another code may be asked for, as the platform said last. */
  resendAfter = $state(0);
  minutes = $state(0);

  async send(): Promise<boolean> {
    if (this.phone.trim() === '') return this.#miss('phone', m.login_need_phone());
    const sent = await this.#ask(() => session.recoverSendCode(this.phone.trim()), 'phone');
    if (!sent) return false;
    this.step = 'code';
    this.code = '';
    this.resendAfter = sent.resend_after;
    this.minutes = Math.ceil(sent.expires_in / 60);
    return true;
  }

  async verify(): Promise<void> {
    if (this.code.trim() === '') {
      this.#miss('code', m.login_need_code());
      return;
    }
    const step = await this.#ask(() => session.recoverVerifyCode(this.code.trim()), 'code');
    if (step) this.step = step === 'new_password' ? 'password' : 'register';
  }

  async save(): Promise<void> {
    const outcome = await this.#ask(() => session.recoverPassword(this.next), 'new_password');
    if (!outcome) return;
    this.next = '';
    this.step = 'done';
  }

  errorOf(field: string): string | undefined {
    return this.lines.find((line) => line.field === field)?.message;
  }

  #miss(field: string, message: string): false {
    this.lines = [{ field, message }];
    return false;
  }

  async #ask<T>(task: () => Promise<Outcome<T>>, field: string): Promise<T | undefined> {
    if (this.busy) return undefined;
    this.busy = true;
    const answer = await task();
    this.busy = false;
    this.lines = answer.ok ? [] : wrong(answer.failure, field);
    return answer.ok ? answer.value : undefined;
  }
}

const ABOUT_A_FIELD: Record<string, string> = {
  'password-wrong': 'current_password',
  'password-locked': 'current_password',
  'current-password-needed': 'current_password',
  'code-wrong': 'code',
  'code-expired': 'code',
  'code-used-up': 'code',
};

function wrong(failure: FailureView, field?: string): ErrorLine[] {
  const [first] = failure.fields;
  if (first) return [{ field: field ?? first.field, message: explainField(first.code, field === 'phone' ? 'phone_number' : undefined) }];
  const { happened, remedy } = explain(failure);
  return [{ field: ABOUT_A_FIELD[failure.code], message: `${happened}${m.sentence_end()}${remedy}` }];
}
