import type { ReportsView, ReportView } from '../../src/lib/bindings';

/** The report as it is sent, written by what stands in it. */
function text(id: string, body: object): string {
  return JSON.stringify({ id, ...body }, null, 2);
}

function week(id: string, first_day: string, last_day: string, name: string, finished: boolean): ReportView {
  const opened = [
    { screen: 'home' as const, times: 3 },
    { screen: 'inbox' as const, times: 2 },
    { screen: 'profile' as const, times: 1 },
  ];
  const counts = Object.fromEntries(opened.map(({ screen, times }) => [screen, times]));
  return {
    id,
    first_day,
    last_day,
    about: { kind: 'usage', opened },
    finished,
    text: text(id, { week: name, app: '0.1.0', system: 'linux', opened: counts }),
    sent: null,
  };
}

const thisWeek = week('7d0c6a52-5f0e-4f60-9d9e-1a6f0f7f0001', '2026-11-23', '2026-11-29', '2026-W48', false);
const lastWeek = week('7d0c6a52-5f0e-4f60-9d9e-1a6f0f7f0002', '2026-11-16', '2026-11-22', '2026-W47', true);
const sentWeek: ReportView = {
  ...week('7d0c6a52-5f0e-4f60-9d9e-1a6f0f7f0003', '2026-11-09', '2026-11-15', '2026-W46', true),
  sent: { at: '2026-11-17T01:20:00Z', host: 'platform.example' },
};
const crash: ReportView = {
  id: '7d0c6a52-5f0e-4f60-9d9e-1a6f0f7f0004',
  first_day: '2026-11-20',
  last_day: '2026-11-20',
  about: { kind: 'crash', part: 'page', place: 'nodes/12.B4UaLFoL.js:1:20311' },
  finished: true,
  text: text('7d0c6a52-5f0e-4f60-9d9e-1a6f0f7f0004', {
    day: '2026-11-20',
    app: '0.1.0',
    system: 'linux',
    part: 'page',
    place: 'nodes/12.B4UaLFoL.js:1:20311',
    trail: ['chunks/CzQ1x2aB.js:1:4410'],
  }),
  sent: null,
};

/** Both kinds agreed to, with a report in every state. */
export const reports: ReportsView = {
  usage_allowed: true,
  crashes_allowed: true,
  memory_only: false,
  host: 'platform.example',
  here: [thisWeek, lastWeek, crash],
  sent: [sentWeek],
};

/** Neither agreed to, and nothing there. */
export const noReports: ReportsView = { ...reports, usage_allowed: false, crashes_allowed: false, here: [], sent: [] };
