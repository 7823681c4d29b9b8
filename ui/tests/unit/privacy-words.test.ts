import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';

import { beforeEach, describe, expect, it } from 'vitest';

import type { ConsentItemView, Control, Delivery, FaultCode, Openness } from '../../src/lib/bindings';
import { faultLabel, proofText, receiptTitle } from '../../src/lib/features/privacy/receipt-words';
import {
  chosen,
  arrivalLine, deliveryLine,
  deliveryTone,
  itemName,
  notOpenLine,
  offLine,
  standingLine,
  toldLine,
} from '../../src/lib/features/privacy/words';
import { hasMessage, speak } from '../../src/lib/i18n';
import { purposes, receipts } from '../fake/consents';

const BINDINGS = readFileSync(fileURLToPath(new URL('../../src/lib/bindings.ts', import.meta.url)), 'utf8');

/** The values of a type of the client. */
function values(type: string): string[] {
  const body = new RegExp(`export type ${type} = \\n([^;]*);`).exec(BINDINGS)?.[1] ?? '';
  return [...body.matchAll(/^"([\w-]+)"/gm)].map(([, value]) => value!);
}

const item: ConsentItemView = {
  item: 'notify-system',
  control: 'notify-system',
  openness: { kind: 'open' },
  standing: 'given',
  decided_at: '2026-11-20T02:00:00Z',
  delivery: { kind: 'waiting' },
};

beforeEach(() => speak('zh-CN'));

describe('words for what the client names', () => {
  it.each([
    ['FaultCode', 22, (code: string) => [`fault_${code}`]],
    ['Control', 12, (code: string) => [`control_${code}`, `control_off_${code}`]],
    ['Decision', 3, (code: string) => [`decision_${code}`]],
    ['Actor', 2, (code: string) => [`actor_${code}`]],
    ['ItemStanding', 6, (code: string) => [`standing_${code}`]],
  ])('are there for every %s', (type, least, keys) => {
    const found = values(type);
    expect(found.length).toBeGreaterThanOrEqual(least);
    expect(found.flatMap(keys).filter((key) => !hasMessage(key))).toEqual([]);
  });

  it('name a fault of tomorrow honestly', () => {
    expect(faultLabel('teapot-cold' as FaultCode)).toContain('teapot-cold');
  });
});

describe('an item', () => {
  it('is called by its switch, else by its purpose, else by its code', () => {
    expect(itemName('notify-sms', '发送消息')).toBe('短信通知');
    expect(itemName('research', '研究')).toBe('研究');
    expect(itemName('research', '')).toBe('research');
  });

  it('says what does not happen without it, also without a switch', () => {
    expect(offLine('notify-system')).toContain('不提醒');
    expect(offLine(null)).toContain('其他服务照常');
  });

  it.each([
    [{ kind: 'open' }, undefined],
    [{ kind: 'not_open', asked_at: '2026-11-24T01:30:00Z' }, '尚未开放：平台还没有这项功能（2026年11月24日 09:30 问到的）。'],
    [{ kind: 'unknown' }, '尚不知道是否开放：还没有得到平台的答复。'],
    [{ kind: 'unsupported', asked_at: '2026-11-24T01:30:00Z' }, '平台已开放，本版本的客户端还不支持：'],
  ] as [Openness, string | undefined][])('is there to be used, or why not: %j', (openness, words) => {
    const line = notOpenLine({ openness });
    if (words === undefined) expect(line).toBeUndefined();
    else {
      expect(line).toContain(words);
      expect(line).toContain('现在什么也不取');
    }
  });

  it.each([
    ['not_asked', undefined],
    ['lapsed', undefined],
    ['asked_again', undefined],
    ['given', true],
    ['refused', false],
    ['withdrawn', false],
  ] as const)('that is %s shows %s as chosen', (standing, choice) => expect(chosen(standing)).toBe(choice));

  it('says where the person stands, with the day', () => {
    expect(standingLine(item)).toBe('您同意了，2026年11月20日');
    expect(standingLine({ ...item, standing: 'withdrawn' })).toContain('撤回之前的使用仍然有效');
    expect(standingLine({ ...item, standing: 'not_asked', decided_at: null })).toBe('还没有选择');
    speak('en');
    expect(standingLine(item)).toBe('You agreed, 20 November 2026');
  });
});

describe('a delivery', () => {
  it.each([
    [{ kind: 'waiting' }, '已记在这台电脑上，联网后告诉平台', 'waiting'],
    [{ kind: 'not_kept' }, '还没有告诉平台，关闭窗口就没有了', 'warning'],
    [{ kind: 'countersigned', position: 7 }, '平台已签收（第 7 号）', 'success'],
    [{ kind: 'refused', code: 'consent-order' }, '平台没有收下这条记录：这条同意记录和平台上之前的接不上。您的决定在这台电脑上照样有效', 'warning'],
  ] as [Delivery, string, string][])('%j is said', (delivery, words, tone) => {
    expect(deliveryLine(delivery)).toBe(words);
    expect(deliveryTone(delivery)).toBe(tone);
  });

  it('is only said to have arrived beside the choice, where nothing is verified', () => {
    expect(arrivalLine({ kind: 'countersigned', position: 7 })).toBe('平台已收到');
    expect(arrivalLine({ kind: 'waiting' })).toBe(deliveryLine({ kind: 'waiting' }));
  });

  it('whose signature was not verified is only what the platform says', () => {
    const delivery = { kind: 'countersigned', position: 7 } as const;
    expect([deliveryLine(delivery, false), deliveryTone(delivery, false)]).toEqual(['平台称已签收（未核对）', 'neutral']);
  });
});

describe('what has come of a decision', () => {
  const told = (part: Partial<ConsentItemView>) => toldLine({ ...item, ...part }, '桌面提醒');

  it('is the effect, where there is one now', () => {
    expect(told({})).toBe('已打开桌面提醒');
    expect(told({ standing: 'withdrawn' })).toBe('已关闭桌面提醒');
    expect(told({ standing: 'refused' })).toBe('已关闭桌面提醒');
  });

  it('promises nothing that is not on yet', () => {
    expect(told({ delivery: { kind: 'not_kept' } })).toBe('已记下您同意桌面提醒，平台收到后打开');
    expect(told({ control: 'video-call', openness: { kind: 'unknown' } })).toBe('已记下，您同意“桌面提醒”');
    expect(told({ control: null, standing: 'withdrawn' })).toBe('已记下，您撤回了对“桌面提醒”的同意');
    expect(told({ control: null, standing: 'refused' })).toBe('已记下，您不同意“桌面提醒”');
  });
});

describe('the proof', () => {
  it('says up to when nothing is missing', () => {
    expect(proofText(receipts.proof)).toMatchObject({ tone: 'success', lines: ['截至 2026年11月20日 10:00 没有缺失。'] });
    expect(proofText({ kind: 'whole', complete_until: null }).lines).toEqual(['平台还没有签收过。']);
  });

  it('says what could not be verified', () => {
    expect(proofText({ kind: 'key_not_pinned' })).toMatchObject({ tone: 'info', title: '只核对了本机的签名' });
  });

  it('names the receipt that does not hold, and why', () => {
    const { tone, title, lines } = proofText({ kind: 'broken', number: 4, code: 'record-link' });
    expect([tone, title, lines[0]]).toEqual(['error', '第 4 条对不上', '和前一条接不上。']);
    expect(proofText({ kind: 'broken', number: 0, code: 'anchor' }).title).toBe('整份回执对不上');
  });
});

describe('a receipt', () => {
  it('names the purpose where that says more', () => {
    const [first] = receipts.receipts;
    expect(receiptTitle(first!)).toEqual({ name: '桌面提醒', purpose: '发送消息' });
    expect(receiptTitle(receipts.receipts.at(-1)!)).toEqual({ name: '了解运行效率和使用规模', purpose: null });
  });
});

it('the sample shows every standing and every delivery', () => {
  const items = purposes.purposes.flatMap(({ items }) => items);
  expect(new Set(items.map(({ standing }) => standing))).toEqual(new Set(values('ItemStanding')));
  const deliveries = items.flatMap(({ delivery }) => delivery?.kind ?? []);
  expect(new Set(deliveries)).toEqual(new Set(['waiting', 'not_kept', 'countersigned', 'refused']));
});
