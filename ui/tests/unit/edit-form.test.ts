import type { FailureView, FormView, ProfileView } from '$lib/bindings';
import { beforeEach, describe, expect, it, vi } from 'vitest';

const calls = vi.hoisted(() => ({
  edit: vi.fn(),
  check: vi.fn(),
  changeDocument: vi.fn(),
  saveDraft: vi.fn(),
  clearDraft: vi.fn(),
}));

vi.mock('$lib/client', () => ({
  profile: calls,
  ownFailure: (code: string) => ({ code, fields: [] }),
}));

import { EditForm } from '$lib/features/profile/edit-form.svelte';
import { stepUp } from '$lib/features/profile/step-up.svelte';

const ok = <T>(value: T) => Promise.resolve({ ok: true as const, value });
const refused = (failure: Partial<FailureView>) =>
  Promise.resolve({ ok: false as const, failure: { code: 'x', fields: [], ...failure } as FailureView });
const profile: ProfileView = { units: [], version: 1 };

const problem = (field: string) => ({ unit: 'name', field, code: 'illegal_character' }) as const;

function nameForm(part: Partial<FormView['unit']> = {}, draft: FormView['draft'] = null): FormView {
  return {
    unit: {
      key: 'name',
      group: 'basic',
      fields: [{ field: 'name', text: ['测*'], masked: true }],
      state: { kind: 'synced' },
      rev: 3,
      changed_by: null,
      edit: 'offline',
      step_up: false,
      proof: 'official',
      verified: false,
      sensitive: false,
      undoable: false,
      ...part,
    },
    fields: [{ name: 'name', kind: { kind: 'person_name' }, required: true }],
    draft,
  };
}

beforeEach(() => {
  vi.useFakeTimers();
  vi.resetAllMocks();
  calls.saveDraft.mockImplementation(() => ok(null));
  calls.clearDraft.mockImplementation(() => ok(null));
});

describe('typing', () => {
  it('is kept once it rests, and only the last of it', async () => {
    const form = new EditForm(nameForm());
    form.type('name', '测');
    form.type('name', '测试市民乙');
    expect(calls.saveDraft).not.toHaveBeenCalled();
    await vi.advanceTimersByTimeAsync(1000);
    expect(calls.saveDraft).toHaveBeenCalledOnce();
    expect(calls.saveDraft).toHaveBeenCalledWith({ unit: 'name', fields: { name: '测试市民乙' }, base_rev: 3 });
    expect(form.kept).toBe(true);
  });

  it('that does not rest is kept all the same, so that a lock costs two seconds at most', async () => {
    const form = new EditForm(nameForm());
    let typed = '';
    for (let at = 0; at < 6_000; at += 400) {
      typed += '测';
      form.type('name', typed);
      await vi.advanceTimersByTimeAsync(400);
      // What could be lost if it were locked now was typed within the last two seconds.
      const kept = calls.saveDraft.mock.lastCall?.[0].fields.name ?? '';
      expect((typed.length - kept.length) * 400, `${at} ms`).toBeLessThanOrEqual(2_000);
    }
    expect(calls.saveDraft.mock.calls.length).toBeLessThanOrEqual(3);
  });

  it('that goes on after a rest is not written at once', async () => {
    const form = new EditForm(nameForm());
    form.type('name', '测');
    await vi.advanceTimersByTimeAsync(10_000);
    form.type('name', '测试');
    await vi.advanceTimersByTimeAsync(500);
    expect(calls.saveDraft).toHaveBeenCalledOnce();
    await vi.advanceTimersByTimeAsync(100);
    expect(calls.saveDraft).toHaveBeenCalledTimes(2);
  });

  it('is written at once when the screen is left', async () => {
    const form = new EditForm(nameForm());
    form.type('name', '测试市民乙');
    await form.flush();
    expect(calls.saveDraft).toHaveBeenCalledOnce();
  });

  it('says so where it could not be kept', async () => {
    calls.saveDraft.mockImplementation(() => refused({ code: 'disk-full' }));
    const form = new EditForm(nameForm());
    form.type('name', '测试市民乙');
    await form.flush();
    expect(form.kept).toBe(false);
  });

  it('taken back to what it was leaves no draft', async () => {
    const form = new EditForm(nameForm());
    form.type('name', '测');
    await form.flush();
    form.type('name', '');
    await form.flush();
    expect(calls.clearDraft).toHaveBeenCalledWith('name');
    expect(form.kept).toBeNull();
  });

  it('taken back says nothing new where the draft is still there', async () => {
    calls.clearDraft.mockImplementation(() => refused({ code: 'store-io' }));
    const form = new EditForm(nameForm());
    form.type('name', '测');
    await form.flush();
    form.type('name', '');
    await form.flush();
    expect(form.kept).toBe(true);
  });
});

describe('an earlier draft', () => {
  it('is offered, not put in', () => {
    const form = new EditForm(nameForm({}, [{ field: 'name', text: ['测试市民丙'] }]));
    expect(form.values.name).toBe('');
    form.takeDraft();
    expect(form.values.name).toBe('测试市民丙');
    expect(form.offered).toBeNull();
  });

  it('is forgotten on purpose only', async () => {
    const form = new EditForm(nameForm({}, [{ field: 'name', text: ['测试市民丙'] }]));
    await form.flush();
    expect(calls.clearDraft).not.toHaveBeenCalled();
    await form.dropDraft();
    expect(calls.clearDraft).toHaveBeenCalledWith('name');
    expect(form.undropped).toBe(false);
  });

  it('that could not be deleted is said to be there, until it is gone', async () => {
    calls.clearDraft.mockImplementationOnce(() => refused({ code: 'store-io' }));
    const form = new EditForm(nameForm({}, [{ field: 'name', text: ['测试市民丙'] }]));
    await form.dropDraft();
    expect(form.offered).toBeNull();
    expect(form.undropped).toBe(true);
    await form.dropDraft();
    expect(form.undropped).toBe(false);
  });

  it('that could not be deleted is written over by what is typed now', async () => {
    calls.clearDraft.mockImplementationOnce(() => refused({ code: 'store-io' }));
    const form = new EditForm(nameForm({}, [{ field: 'name', text: ['测试市民丙'] }]));
    await form.dropDraft();
    form.type('name', '测试市民丁');
    expect(form.undropped).toBe(false);
  });
});

describe('the present value', () => {
  const present = [
    { field: 'name', text: ['测试市民甲'] },
    { field: 'other', text: ['平台上的'] },
  ];
  const both = () => {
    const view = nameForm();
    const form = new EditForm({ ...view, fields: [...view.fields, { name: 'other', kind: { kind: 'text', max_chars: 20 }, required: true }] });
    form.type('other', '我填的');
    return form;
  };

  it('of one field leaves what was answered elsewhere', () => {
    const form = both();
    form.fill(present, 'name');
    expect(form.values).toEqual({ name: '测试市民甲', other: '我填的' });
  });

  it('of all fields fills all of them', () => {
    const form = both();
    form.fill(present);
    expect(form.values).toEqual({ name: '测试市民甲', other: '平台上的' });
  });

  it('of one field says nothing more of that one, and leaves what is wrong elsewhere', async () => {
    calls.check.mockImplementation(() => ok([problem('name'), problem('other')]));
    const form = both();
    await form.review();
    form.fill(present, 'name');
    expect(form.problems).toEqual([problem('other')]);
  });
});

describe('leaving a field', () => {
  it('asks whether it is right, and says only what is wrong with it', async () => {
    calls.check.mockImplementation(() =>
      ok([
        { unit: 'name', field: 'name', code: 'illegal_character' },
        { unit: 'name', field: 'other', code: 'required' },
      ]),
    );
    const form = new EditForm(nameForm());
    form.type('name', '7');
    await form.leave('name');
    expect(form.problems.map(({ field }) => field)).toEqual(['name']);
    form.type('name', '测试');
    expect(form.problems).toEqual([]);
  });

  it('empty asks nothing', async () => {
    const form = new EditForm(nameForm());
    await form.leave('name');
    expect(calls.check).not.toHaveBeenCalled();
  });
});

describe('saving', () => {
  it('hands over the change and forgets the draft', async () => {
    calls.edit.mockImplementation(() => ok(profile));
    const form = new EditForm(nameForm());
    form.type('name', '测试市民乙');
    expect(await form.save()).toBe(profile);
    expect(calls.edit).toHaveBeenCalledWith([{ unit: 'name', fields: { name: '测试市民乙' }, base_rev: 3 }]);
    expect(calls.clearDraft).toHaveBeenCalledWith('name');
    await vi.advanceTimersByTimeAsync(5000);
    expect(calls.saveDraft).not.toHaveBeenCalled();
  });

  it('does not wait until the draft is forgotten', async () => {
    calls.edit.mockImplementation(() => ok(profile));
    calls.clearDraft.mockImplementation(() => new Promise(() => undefined));
    const form = new EditForm(nameForm());
    form.type('name', '测试市民乙');
    const saved = vi.fn();
    void form.save().then(saved);
    await vi.advanceTimersByTimeAsync(0);
    expect(saved).toHaveBeenCalledWith(profile);
    expect(calls.clearDraft).toHaveBeenCalledWith('name');
  });

  it('that is refused keeps what was typed and says what is wrong', async () => {
    calls.edit.mockImplementation(() => refused({ fields: [{ unit: 'name', field: 'name', code: 'required' }] }));
    const form = new EditForm(nameForm());
    form.type('name', '测试7');
    expect(await form.save()).toBeNull();
    expect(form.summary).toHaveLength(1);
    expect(form.failure).toBeNull();
    expect(form.values.name).toBe('测试7');
    await form.flush();
    expect(calls.clearDraft).not.toHaveBeenCalled();
  });

  it('that fails otherwise keeps the draft', async () => {
    calls.edit.mockImplementation(() => refused({ code: 'disk-full' }));
    const form = new EditForm(nameForm());
    form.type('name', '测试市民乙');
    await form.save();
    await form.flush();
    expect(form.failure?.code).toBe('disk-full');
    expect(calls.saveDraft).toHaveBeenCalled();
    expect(calls.clearDraft).not.toHaveBeenCalled();
  });

  it('goes on after a fresh authentication', async () => {
    calls.changeDocument.mockImplementationOnce(() => refused({ code: 'step-up-required' }));
    calls.changeDocument.mockImplementationOnce(() => ok(profile));
    const form = new EditForm(nameForm({ key: 'id_document', edit: 'online' }));
    const saved = form.save();
    await vi.waitFor(() => expect(stepUp.open).toBe(true));
    stepUp.settle(true);
    expect(await saved).toBe(profile);
    expect(calls.changeDocument).toHaveBeenCalledTimes(2);
  });

  it('without one is called off, with everything still there', async () => {
    calls.changeDocument.mockImplementation(() => refused({ code: 'step-up-required' }));
    const form = new EditForm(nameForm({ key: 'id_document', edit: 'online' }));
    form.type('name', 'E12345678');
    const saved = form.save();
    await vi.waitFor(() => expect(stepUp.open).toBe(true));
    stepUp.settle(false);
    expect(await saved).toBeNull();
    expect(form.failure?.code).toBe('step-up-cancelled');
    expect(form.values.name).toBe('E12345678');
    expect(calls.changeDocument).toHaveBeenCalledOnce();
  });
});
