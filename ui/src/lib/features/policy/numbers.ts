import type { Block, PolicyDocument, SectionBlock } from '$lib/bindings';

// A number ends with it where something follows, such as 1、⑴; alone it says nothing.
const TAIL = /[、，,.．:：\s]+$/;

/**
 * The number of every line, with those above it, as they stand in the text: `一、1、⑴`. A paragraph has that of
 * what it stands in; what stands in nothing that is numbered has none.
 */
export function clauseNumbers({ sections }: PolicyDocument): Map<string, string> {
  const numbers = new Map<string, string>();
  const enter = (id: string, full: string) => numbers.set(id, full.replace(TAIL, ''));
  const walk = (blocks: (Block | SectionBlock)[], above: string) => {
    for (const block of blocks) {
      const full = block.kind === 'paragraph' ? above : above + block.mark;
      enter(block.id, full);
      if (block.kind !== 'paragraph') walk(block.blocks, full);
    }
  };
  for (const { id, mark, blocks } of sections) {
    enter(id, mark);
    walk(blocks, mark);
  }
  return numbers;
}
