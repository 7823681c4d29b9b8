import type { Handlers } from '../backend';
import { inboxOf } from '../person';
import { failure } from '../world';

/** The inbox. */
export const noticeHandlers: Handlers = {
  inbox: (world) => world.scenario.inbox,
  notice_open: (world, { id }) => {
    const notice = world.scenario.notices[String(id)];
    if (!notice) throw failure('not-found', { retryable: false });
    notice.read = true;
    world.scenario.inbox = inboxOf(world.scenario.notices);
    world.emit({ kind: 'inbox', view: world.scenario.inbox });
    return notice;
  },
};
