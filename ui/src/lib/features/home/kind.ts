import { m } from '$lib/i18n';
import { messageFor } from '$lib/i18n/lookup';

/** What kind of article it is, in words; a kind of a newer platform is "other". */
export function articleKind(kind: string): string {
  return messageFor(`article_kind_${kind}`) ?? m.article_kind_other();
}
