import { compare, piecesOf } from '$lib/features/profile/difference';
import { describe, expect, it } from 'vitest';

const marked = (text: string, other: string) => piecesOf(text, other).map(({ text, differs }) => (differs ? `[${text}]` : text)).join('');

describe('what differs of two texts', () => {
  it.each([
    ['测试市民甲', '测试市民乙', '测试市民[甲]'],
    ['测试路 1 号', '测试路 12 号', '测试路 1 号'],
    ['测试路 12 号', '测试路 1 号', '测试路 1[2] 号'],
    ['', '甲', ''],
    ['甲', '', '[甲]'],
    ['甲', '甲', '甲'],
    // Counted in characters, not in halves of them.
    ['𠮷甲', '𠮶甲', '[𠮷]甲'],
    ['aaa', 'aa', 'aa[a]'],
  ])('%s beside %s', (text, other, expected) => expect(marked(text, other)).toBe(expected));
});

describe('how two fields compare', () => {
  const shown = (...text: string[]) => ({ text, masked: false });
  const hidden = (...text: string[]) => ({ text, masked: true });

  it.each([
    [shown('a'), shown('a'), 'same'],
    [shown('a'), shown('b'), 'different'],
    [shown('a', 'b'), shown('b', 'a'), 'same'],
    [undefined, undefined, 'same'],
    [undefined, shown('a'), 'different'],
    [hidden('测*'), hidden('测*'), 'unknown'],
    [hidden('测*'), hidden('试*'), 'different'],
    [{ text: ['a'] }, { text: ['a'] }, 'same'],
  ] as const)('%j beside %j', (mine, theirs, how) => {
    const side = (from: typeof mine) => from && { ...from, text: [...from.text] };
    expect(compare(side(mine), side(theirs as typeof mine))).toBe(how);
  });
});
