import type { Block, Section, SectionBlock } from '$lib/bindings';

/** The first sentence below a section's heading: enough to know whether to read on. */
export function firstLine(section: Section): string {
  const all = linesOf(section.blocks);
  const sentences = all.filter(({ heading }) => !heading);
  let text = '';
  for (const line of sentences.length > 0 ? sentences : all) {
    text += text.endsWith(':') ? ` ${line.text}` : line.text;
    // What is announced comes with it.
    if (!/[：:]$/.test(text)) break;
  }
  const end = text.search(/[。！？!?]|\.(?=\s|$)/);
  return end < 0 ? text.replace(/[；;，,、：:]$/, '…') : text.slice(0, end + 1);
}

interface Line {
  text: string;
  /** It names what stands below it, and says nothing itself. */
  heading: boolean;
}

function linesOf(blocks: (Block | SectionBlock)[]): Line[] {
  return blocks.flatMap((block) => {
    if (block.kind === 'paragraph') return [{ text: block.text, heading: false }];
    const heading = block.blocks.length > 0 && !/[。！？!?；;：:.]$/.test(block.text);
    return [{ text: block.text, heading }, ...linesOf(block.blocks)];
  });
}
