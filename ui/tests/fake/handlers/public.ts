import type { ArticleView, ContactsView } from '../../../src/lib/bindings';
import type { Handlers } from '../backend';
import { halls } from '../data';
import { failure, type World } from '../world';

function list<T>({ scenario }: World, items: T[]) {
  return {
    items: scenario.fetchedAt === null ? [] : items,
    fetched_at: scenario.fetchedAt,
    offline: scenario.offline,
  };
}

/** What anybody may read. */
export const publicHandlers: Handlers = {
  articles: (world) => list(world, world.scenario.articles),
  article: (world, { id }): ArticleView => {
    const line = world.scenario.articles.find((article) => article.id === id);
    if (!line) throw failure('not-found', { retryable: false });
    const paragraphs = [line.summary, '这是测试用的文章内容，分成两段。', '需要帮助时，请拨打客服电话。'];
    const { fetchedAt, offline } = world.scenario;
    // What was never fetched cannot be read without a network.
    if (fetchedAt === null) throw failure('offline');
    return { ...line, paragraphs, fetched_at: fetchedAt, offline };
  },
  halls: (world) => list(world, halls),
  capabilities: (world) => world.scenario.capabilities,
  contacts: ({ scenario }): ContactsView => ({
    operator: '测试运营单位',
    phones: ['024-00000001', '024-00000002'],
    address: '沈阳市测试区测试路 1 号 1 门',
    fetched_at: scenario.fetchedAt,
    offline: scenario.offline,
  }),
};
