import type { OpenedView, ReportView } from '$lib/bindings';
import { m } from '$lib/i18n';
import { formatDay } from '$lib/i18n/format';
import { messageFor } from '$lib/i18n/lookup';

// A day is Shenyang's; noon there is the same day everywhere that it is shown.
const dayOf = (day: string) => formatDay(`${day}T12:00:00+08:00`);

/** What a report is about, beneath the heading of its kind. */
export function reportTitle({ about, first_day, last_day }: ReportView): string {
  if (about.kind === 'usage') return m.report_week({ first: dayOf(first_day), last: dayOf(last_day) });
  const part = about.part === 'page' ? m.report_part_page() : m.report_part_program();
  return m.report_crash({ day: dayOf(first_day), part });
}

/** What a report is about, by itself. */
export function reportName(report: ReportView): string {
  const { about, first_day, last_day } = report;
  if (about.kind === 'crash') return reportTitle(report);
  return m.report_week_name({ first: dayOf(first_day), last: dayOf(last_day) });
}

/** What it says, line by line. */
export function reportLines({ about }: ReportView): string[] {
  if (about.kind === 'crash') return [m.report_place({ place: about.place })];
  return about.opened.map(openedLine);
}

function openedLine({ screen, times }: OpenedView): string {
  return m.report_opened({ screen: messageFor(`screen_${screen}`) ?? screen, times });
}
