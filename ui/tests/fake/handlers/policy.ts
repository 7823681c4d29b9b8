import type {
  ChangeAnswerInput,
  Hit,
  NewerPolicyView,
  PolicyChangeView,
  PolicyHistoryView,
  PolicyVersion,
  PolicyView,
  SavedFileView,
} from '../../../src/lib/bindings';
import type { Handlers } from '../backend';
import { failure, type World } from '../world';

const same = (one: PolicyVersion, other: PolicyVersion) => one.version === other.version && one.text_hash === other.text_hash;

/** Every line of a text, with its id and its mark. */
interface Line {
  id: string;
  mark: string;
  text: string;
}

/** The policy, its versions, and what was said to them. */
export const policyHandlers: Handlers = {
  policy_current: (world) => world.scenario.policy,
  policy_at: (world, { version }) => find(world, version as PolicyVersion),
  policy_search: (world, { query, version }): Hit[] => {
    const { document } = find(world, version as PolicyVersion | null);
    const lines = document.sections.flatMap(({ id, mark, title, blocks }) => [{ id, mark, text: title }, ...linesOf(blocks)]);
    return lines.flatMap((line) => {
      const ranges = rangesOf(line.text, query as string);
      return ranges.length > 0 ? [{ ...line, ranges }] : [];
    });
  },
  policy_save: (world, { version }): SavedFileView => {
    const { name } = find(world, version as PolicyVersion | null);
    return { path: `/home/test/Downloads/盛事通-隐私政策-${name.version}.txt`, sha256: name.text_hash };
  },
  policy_change: ({ scenario }, { from, to }): PolicyChangeView => {
    const { change, newer } = scenario;
    const known = [scenario.policy, ...scenario.earlier].map(({ document, name }) => ({
      version: name,
      title: document.title,
      effective_on: document.effective_on ?? null,
      language: document.language,
    }));
    const line = (asked: unknown, usual: PolicyChangeView['from']) => {
      if (!asked) return usual;
      const found = known.find(({ version }) => same(version, asked as PolicyVersion));
      if (!found) throw failure('policy-version-unknown', { retryable: false });
      return found;
    };
    const ends = { from: line(from, change.from), to: line(to, change.to) };
    return { ...change, ...ends, open: newer && same(newer.version, ends.to.version) ? newer : null };
  },
  policy_history: ({ scenario }): PolicyHistoryView => ({ versions: scenario.history }),
  policy_answer_change: (world, { answer: input }) => {
    const { answer, version, by_guardian } = input as ChangeAnswerInput;
    const { newer, change } = world.scenario;
    if (!newer) throw failure('not-applicable', { retryable: false });
    if (!same(newer.version, version)) throw failure('policy-text-changed', { retryable: false });
    if ((answer === 'noted') === newer.terms) throw failure('not-applicable', { retryable: false });
    if (answer === 'accept' && change.needs_guardian && !by_guardian) throw failure('guardian-needed', { retryable: false });
    world.scenario.newer = answered(newer, answer);
    const view = world.consent;
    world.emit({ kind: 'consent', view });
    return view;
  },
};

function answered(newer: NewerPolicyView, answer: ChangeAnswerInput['answer']): NewerPolicyView | null {
  return answer === 'accept' ? null : { ...newer, answer: answer === 'decline' ? 'declined' : 'noted' };
}

function find({ scenario }: World, version: PolicyVersion | null): PolicyView {
  if (version === null) return scenario.policy;
  const found = [scenario.policy, ...scenario.earlier].find(({ name }) => same(name, version));
  if (!found) throw failure('policy-version-unknown', { retryable: false });
  return found;
}

type Blocks = PolicyView['document']['sections'][number]['blocks'];

function linesOf(blocks: Blocks): Line[] {
  return blocks.flatMap((block) => [
    { id: block.id, mark: block.kind === 'paragraph' ? '' : block.mark, text: block.text },
    ...(block.kind === 'paragraph' ? [] : linesOf(block.blocks as Blocks)),
  ]);
}

function rangesOf(text: string, query: string): Hit['ranges'] {
  const ranges: Hit['ranges'] = [];
  for (let at = text.indexOf(query); at >= 0; at = text.indexOf(query, at + query.length)) {
    ranges.push({ start: at, end: at + query.length });
  }
  return ranges;
}
