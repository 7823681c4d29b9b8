import type { KeepingView } from '$lib/bindings';
import { keepingWords, lossOf, unopenedText } from '$lib/features/settings/keeping';
import { speak } from '$lib/i18n';
import { afterEach, describe, expect, it } from 'vitest';

const lost: KeepingView = { tier: 'keyring', reason: 'kept-unreadable', unopened: null };

afterEach(() => speak('zh-CN'));

describe('where the keys are', () => {
  it('is the keyring, and what could not be opened before is lost', () => {
    const { place, why } = keepingWords(lost);
    expect(place).toContain('钥匙串里');
    expect(why).toContain('已经丢失');
    expect(why).not.toContain('没有用系统钥匙串');
    speak('en');
    expect(keepingWords(lost).why).not.toContain('not used');
  });

  it('is memory, with the reason', () => {
    const { place, why } = keepingWords({ tier: 'memory', reason: 'keyring-locked', unopened: null });
    expect(place).toContain('内存');
    expect(why).toContain('没有用系统钥匙串，原因：这台电脑的钥匙串锁着');
    expect(keepingWords({ tier: 'memory', reason: null, unopened: null }).why).toBeNull();
  });

  it('is nowhere while nobody has logged in', () => {
    expect(keepingWords(null)).toEqual({ place: '还没有人登录，没有保存钥匙。', why: null, unopened: null });
  });

  it('is a loss only where something is kept', () => {
    expect(lossOf(lost)?.happened).toContain('打不开了');
    expect(lossOf({ tier: 'keyring', reason: null, unopened: null })).toBeNull();
    expect(lossOf({ tier: 'memory', reason: 'keyring-locked', unopened: null })).toBeNull();
    expect(lossOf(undefined)).toBeNull();
    const damaged: KeepingView = { tier: 'keyring_and_pin', reason: 'kept-damaged', unopened: null };
    expect(keepingWords(damaged).why).toContain('没发送的修改损坏了');
  });

  it('says what else is kept here and could not be opened', () => {
    const keeping: KeepingView = { tier: 'memory', reason: 'keyring-locked', unopened: 'retry' };
    const { place, unopened } = keepingWords(keeping);
    // Not that nothing stays on this computer.
    expect(place).toContain('这次登录的资料在这台电脑上什么也不留');
    expect(unopened).toContain('可以在“我的”里打开或删除');
    expect(unopenedText(keeping)).toMatch(/^原因：这台电脑的钥匙串锁着。这些资料仍加密留着，里面可能有没发送的修改/);
    expect(unopenedText({ ...keeping, reason: null })).toMatch(/^这些资料仍加密留着/);
    expect(unopenedText({ ...keeping, unopened: null })).toBeNull();
    expect(keepingWords({ ...keeping, unopened: null }).unopened).toBeNull();
  });
});
