import type { Section } from '$lib/bindings';

/** The first sentence below a section's heading: enough to know whether to read on. */
export function firstLine(section: Section): string {
  const text = section.blocks[0]?.text ?? '';
  const end = text.search(/[。；;!！?？]|\.\s/);
  return end < 0 ? text : text.slice(0, end + 1);
}
