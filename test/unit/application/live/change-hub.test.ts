import { beforeEach, describe, expect, test } from 'vitest';
import { ChangeHub } from '../../../../src/application/live/change-hub.ts';
import type {
  Change,
  ChangeFeed,
  ChangesRead,
  FeedMark,
} from '../../../../src/application/ports/change-feed.ts';
import { type UserId, userId } from '../../../../src/domain/shared/ids.ts';

/** A feed in memory whose marks count its changes. */
class MemoryFeed implements ChangeFeed {
  readonly changes: Change[] = [];
  reads = 0;

  happen(user: UserId): Change {
    const change: Change = {
      id: String(this.changes.length + 1),
      kind: 'user.created',
      userId: user,
      at: new Date(0),
      data: { language: 'en', createdAt: new Date(0) },
    };
    this.changes.push(change);
    return change;
  }

  async latest(): Promise<FeedMark> {
    return { xid: '0', id: String(this.changes.length) };
  }

  async read({ xid, id }: FeedMark, limit: number): Promise<ChangesRead> {
    this.reads += 1;
    const changes = this.changes.slice(Number(id), Number(id) + limit);
    return { changes, mark: { xid, id: String(Number(id) + changes.length) } };
  }
}

const ann = userId(1);
const bob = userId(2);
const all = () => true;

let feed: MemoryFeed;
let hub: ChangeHub;

beforeEach(() => {
  feed = new MemoryFeed();
  hub = new ChangeHub(feed);
});

describe('ChangeHub', () => {
  test('hands what happens after the subscription to all who want it, in order', async () => {
    feed.happen(ann);
    const everything = await hub.subscribe(all);
    const bobs = await hub.subscribe((change) => change.userId === bob);
    const first = feed.happen(ann);
    const second = feed.happen(bob);
    await hub.poll();

    expect((await everything.next()).value).toBe(first);
    expect((await everything.next()).value).toBe(second);
    expect((await bobs.next()).value).toBe(second);
  });

  test('wakes a reader that waits', async () => {
    const subscription = await hub.subscribe(all);
    const waiting = subscription.next();
    const change = feed.happen(ann);
    await hub.poll();

    expect(await waiting).toEqual({ done: false, value: change });
  });

  test('reads more than one batch in a round', async () => {
    const subscription = await hub.subscribe(all);
    const happened = Array.from({ length: 900 }, () => feed.happen(ann));
    await hub.poll();

    for (const change of happened) {
      expect((await subscription.next()).value).toBe(change);
    }
  });

  test('keeps the newest change of each subject for a slow reader', async () => {
    const subscription = await hub.subscribe(all, ({ userId: id }) => String(id));
    feed.happen(ann);
    const bobs = feed.happen(bob);
    const newest = feed.happen(ann);
    await hub.poll();

    expect((await subscription.next()).value).toBe(bobs);
    expect((await subscription.next()).value).toBe(newest);
  });

  test('cuts off a reader that is more than a thousand subjects behind', async () => {
    const slow = await hub.subscribe(all);
    const quick = await hub.subscribe((change) => change.userId === bob);
    for (let i = 0; i < 1_001; i += 1) {
      feed.happen(ann);
    }
    feed.happen(bob);
    await hub.poll();

    await expect(slow.next()).rejects.toThrow('connect anew');
    expect(await slow.next()).toEqual({ done: true, value: undefined });
    expect((await quick.next()).value).toMatchObject({ userId: bob });
    expect(hub.watchers).toBe(1);
  });

  test('rests while nobody watches, and then misses nothing of what comes later', async () => {
    const earlier = await hub.subscribe(all);
    await earlier.return();
    await hub.poll();
    const before = feed.reads;
    feed.happen(ann);
    await hub.poll();
    expect(feed.reads).toBe(before);

    const later = await hub.subscribe(all);
    const change = feed.happen(bob);
    await hub.poll();
    expect((await later.next()).value).toBe(change);
  });

  test('ends a reader that waits when it is closed', async () => {
    const subscription = await hub.subscribe(all);
    const waiting = subscription.next();
    hub.close();

    expect(await waiting).toEqual({ done: true, value: undefined });
    expect(hub.watchers).toBe(0);
  });

  test('moves nobody’s mark when two subscribe at the same moment', async () => {
    const [first, second] = await Promise.all([hub.subscribe(all), hub.subscribe(all)]);
    const change = feed.happen(ann);
    await hub.poll();

    expect((await first.next()).value).toBe(change);
    expect((await second.next()).value).toBe(change);
  });
});
