import type { FailureView, ProfileView, UnitKey } from '$lib/bindings';
import type { Outcome } from '$lib/client';
import { app } from '$lib/state/app.svelte';

type Tone = 'success' | 'warning';

/** What 我的 says about the last thing that was done: once, until the screen is left. */
class Told {
  message = $state<string | null>(null);
  tone = $state<Tone>('success');
  failure = $state.raw<FailureView | null>(null);
  /** The unit whose form was left last: focus goes back to it. */
  from: UnitKey | null = null;

  say(message: string, tone: Tone = 'success'): void {
    this.failure = null;
    this.message = message;
    this.tone = tone;
  }

  /** Takes in the profile that an action gave, and says `message`; or says why it did not succeed. */
  take(
    answer: Outcome<ProfileView>,
    message: string | ((view: ProfileView) => string),
    tone: (view: ProfileView) => Tone = () => 'success',
  ): boolean {
    if (!answer.ok) {
      this.message = null;
      this.failure = answer.failure;
      return false;
    }
    app.take({ kind: 'profile', view: answer.value });
    this.say(typeof message === 'string' ? message : message(answer.value), tone(answer.value));
    return true;
  }

  clear(): void {
    this.message = null;
    this.failure = null;
  }
}

export const told = new Told();
