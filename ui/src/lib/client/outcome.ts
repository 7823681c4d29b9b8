import type { FailureView } from '$lib/bindings';

/** What became of a call: a value, or a failure that the screen has words for. */
export type Outcome<T> = { ok: true; value: T } | { ok: false; failure: FailureView };

type Reply<T> = { status: 'ok'; data: T } | { status: 'error'; error: FailureView };

/**
 * Waits for a command. It never throws: a shell that does not answer, or answers with something other than a
 * failure by code, becomes the failure `shell-failed`.
 */
export async function outcome<T>(reply: Promise<Reply<T>>): Promise<Outcome<T>> {
  try {
    const settled = await reply;
    if (settled.status === 'ok') return { ok: true, value: settled.data };
    return { ok: false, failure: asFailure(settled.error) };
  } catch {
    return { ok: false, failure: ownFailure('shell-failed') };
  }
}

/** A failure that arose in the screen itself. */
export function ownFailure(code: string): FailureView {
  return { code, retryable: true, fields: [], tries_left: null, wait_seconds: null, correlation_id: '' };
}

function asFailure(error: unknown): FailureView {
  if (typeof error === 'object' && error !== null && 'code' in error && typeof error.code === 'string') {
    return { ...ownFailure(error.code), ...error, code: error.code };
  }
  return ownFailure('shell-failed');
}
