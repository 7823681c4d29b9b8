import type { Handlers } from '../backend';
import { failure, type World } from '../world';

/** Reports about the client itself. */
export const reportHandlers: Handlers = {
  reports: ({ scenario }) => scenario.reports,
  report_opened: () => null,
  report_page_failed: () => null,
  report_send: (world, { id, shown }) => {
    const { reports } = world.scenario;
    const report = reports.here.find((one) => one.id === id);
    if (!report?.finished || report.text !== shown) throw failure('report-changed', { retryable: false });
    const sent = { ...report, sent: { at: '2026-11-24T01:00:00Z', host: reports.host } };
    return put(world, without(reports.here, id), [sent, ...reports.sent]);
  },
  report_delete: (world, { id }) => {
    const { reports } = world.scenario;
    return put(world, without(reports.here, id), without(reports.sent, id));
  },
};

function without<T extends { id: string }>(list: T[], id: unknown): T[] {
  return list.filter((one) => one.id !== id);
}

function put(world: World, here: World['scenario']['reports']['here'], sent: typeof here) {
  return (world.scenario.reports = { ...world.scenario.reports, here, sent });
}
