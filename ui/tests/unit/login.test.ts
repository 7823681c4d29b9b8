import { beforeEach, describe, expect, it, vi } from 'vitest';

const calls = vi.hoisted(() => ({ sendCode: vi.fn(), verifyCode: vi.fn(), cancel: vi.fn() }));

vi.mock('$lib/client', () => ({ session: calls }));

import { Login } from '$lib/features/login/login.svelte';

const ok = <T>(value: T) => ({ ok: true as const, value });
const CODE = { resend_after: 60, expires_in: 300 };

/** A login whose code was sent to 138 0000 0001. */
async function sentTo(): Promise<Login> {
  const login = new Login();
  login.phone = ' 138 0000 0001 ';
  await login.sendCode();
  login.code = '123456';
  return login;
}

beforeEach(() => {
  vi.useFakeTimers();
  vi.resetAllMocks();
  calls.sendCode.mockResolvedValue(ok(CODE));
  calls.verifyCode.mockResolvedValue(ok({ kind: 'registration_needed' }));
});

describe('a code', () => {
  it('belongs to the number that it was sent to', async () => {
    const login = await sentTo();
    expect(login.sent).toEqual({ ...CODE, to: '138 0000 0001' });
    expect([login.resend.running, login.expiry.running]).toEqual([true, true]);
  });

  it('is forgotten with everything about it once another number is typed', async () => {
    const login = await sentTo();
    login.phone = '13800000002';
    expect([login.sent, login.code]).toEqual([null, '']);
    expect([login.resend.running, login.expiry.running]).toEqual([false, false]);
    await login.submitCode();
    expect(calls.verifyCode).not.toHaveBeenCalled();
    expect(login.errorOf('phone')).toBe('请先获取验证码');
  });

  it('is kept where only a space was typed', async () => {
    const login = await sentTo();
    login.phone = '138 00000001';
    expect(login.sent?.to).toBe('138 0000 0001');
    expect(login.code).toBe('123456');
  });

  it('on its way to a number that was changed meanwhile is not taken for the new one', async () => {
    let answer: (value: unknown) => void = () => undefined;
    calls.sendCode.mockReturnValue(new Promise((done) => (answer = done)));
    const login = new Login();
    login.phone = '13800000001';
    const sending = login.sendCode();
    login.phone = '13800000002';
    answer(ok(CODE));
    await sending;
    expect(login.sent).toBeNull();
    expect(login.resend.running).toBe(false);
  });
});

describe('the registration', () => {
  it('is for the number whose code was right, whatever stands in the field', async () => {
    const login = await sentTo();
    const verifying = login.submitCode();
    login.phone = '13800000002';
    await verifying;
    expect(login.step).toBe('register');
    expect(login.verified).toBe('138 0000 0001');
  });
});
