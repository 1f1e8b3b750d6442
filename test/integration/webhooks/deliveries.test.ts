import type { DataSource } from 'typeorm';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test, vi } from 'vitest';
import { HttpWebhookSender } from '../../../src/adapters/webhooks/http-webhook-sender.ts';
import type { Scope, UnitOfWork } from '../../../src/application/ports/unit-of-work.ts';
import { DispatchWebhooks } from '../../../src/application/webhooks/dispatch-webhooks.ts';
import { SendWebhooks } from '../../../src/application/webhooks/send-webhooks.ts';
import { credits } from '../../../src/domain/credits/credits.ts';
import type { WebhookEndpoint } from '../../../src/domain/webhooks/endpoint.ts';
import { systemIds } from '../../../src/infrastructure/system.ts';
import { composeWebhookActions } from '../../../src/infrastructure/webhooks.ts';
import { aPosting } from '../../builders/domain.ts';
import { aDelivery, anEndpoint } from '../../builders/webhooks.ts';
import {
  type ConnectedDatabase,
  connectedDatabase,
  empty,
  postgresPersistence,
} from '../../contract/postgres/postgres-persistence.ts';
import { existingUser } from '../../contract/suites/persistence.ts';
import type { ManualClock } from '../../fakes/manual-clock.ts';
import { RecordingLogger } from '../../fakes/recording-logger.ts';
import { isGenuine, type Receiver, startReceiver } from './receiver.ts';

/** A worker: several of them share a database. */
function startProcess(unitOfWork: UnitOfWork, clock: ManualClock) {
  const sender = new HttpWebhookSender({ isInsecureAllowed: true, timeoutMs: 5_000 });
  const logger = new RecordingLogger();
  const send = new SendWebhooks({ unitOfWork, sender, clock, logger, random: () => 0.5 });
  return {
    logger,
    send,
    dispatch: new DispatchWebhooks(unitOfWork, clock, systemIds),
    actions: composeWebhookActions(unitOfWork, sender, clock, systemIds),
    async round(): Promise<void> {
      await send.execute();
      await send.settled();
    },
  };
}

/** A unit of work whose process dies when it does something in a transaction. */
function dyingAt(unitOfWork: UnitOfWork, repository: keyof Scope, method: string): UnitOfWork {
  const die = () => Promise.reject(new Error('the process died'));
  return {
    direct: unitOfWork.direct,
    run: (work) =>
      unitOfWork.run((scope) => {
        const dying = new Proxy(scope[repository], {
          get: (target: object, name) => {
            const value: unknown = Reflect.get(target, name, target);
            if (name === method) {
              return die;
            }
            return typeof value === 'function' ? value.bind(target) : value;
          },
        });
        return work({ ...scope, [repository]: dying });
      }),
  };
}

describe('webhooks', () => {
  let database: ConnectedDatabase;
  let dataSource: DataSource;
  let unitOfWork: UnitOfWork;
  let clock: ManualClock;
  let receiver: Receiver;

  beforeAll(async () => {
    database = await connectedDatabase();
    ({ dataSource } = database);
  });

  afterAll(() => database.close());

  beforeEach(async () => {
    await empty(dataSource);
    await dataSource.query('TRUNCATE stats.changes, stats.readers');
    ({ unitOfWork, clock } = postgresPersistence(dataSource));
    receiver = await startReceiver();
  });

  afterEach(() => receiver.close());

  async function existingEndpoint(fields: Partial<WebhookEndpoint> = {}): Promise<WebhookEndpoint> {
    const endpoint = anEndpoint({ url: receiver.url, events: ['user.created'], ...fields });
    await unitOfWork.direct.webhookEndpoints.insert(endpoint);
    return endpoint;
  }

  /** A change is read when no older transaction runs any more, be it one of another test file. */
  async function changesReadable(): Promise<void> {
    await vi.waitFor(
      async () => {
        const [row] = await dataSource.query(`SELECT count(*)::integer AS hidden FROM stats.changes
          WHERE xid >= pg_snapshot_xmin(pg_current_snapshot())`);
        expect(row).toEqual({ hidden: 0 });
      },
      { timeout: 20_000 },
    );
  }

  const eventIds = () => receiver.received.map(({ id }) => id);

  test('arrive signed, once each, however many processes there are', async () => {
    const endpoint = await existingEndpoint({ events: ['user.created', 'credits.changed'] });
    const processes = [1, 2, 3].map(() => startProcess(unitOfWork, clock));
    await processes[0]?.dispatch.execute();
    const users = await Promise.all(Array.from({ length: 40 }, () => existingUser(unitOfWork)));
    await Promise.all(
      users.map(({ id }) =>
        unitOfWork.direct.credits.post(id, aPosting({ amount: credits(3), kind: 'admin' })),
      ),
    );

    await changesReadable();
    await Promise.all(processes.map(({ dispatch }) => dispatch.execute()));
    await Promise.all(processes.map((one) => one.round()));
    await processes[0]?.round();

    expect(receiver.received).toHaveLength(80);
    expect(new Set(eventIds()).size).toBe(80);
    for (const received of receiver.received) {
      expect(await isGenuine(received, endpoint.secret, clock.now())).toBe(true);
    }
    const events = receiver.received.map(({ body }) => JSON.parse(body));
    const told = events.flatMap(({ data }) => (data.user === undefined ? [] : [data.user.id]));
    expect(told.toSorted()).toEqual(users.map(({ id }) => `usr_${id}`).toSorted());
    expect(events.find(({ type }) => type === 'credits.changed')).toMatchObject({
      version: 1,
      data: { credits: { operation: 'grant', kind: 'admin', amount: 3, availableAfter: 3 } },
    });
  });

  test.each([
    ['webhookDeliveries', 'insert'],
    ['changes', 'move'],
  ] as const)(
    'are neither lost nor doubled by a process that dies at %s.%s',
    async (room, step) => {
      await existingEndpoint();
      const healthy = startProcess(unitOfWork, clock);
      await healthy.dispatch.execute();
      await existingUser(unitOfWork);
      await changesReadable();

      const dying = startProcess(dyingAt(unitOfWork, room, step), clock);
      await expect(dying.dispatch.execute()).rejects.toThrow('the process died');
      await healthy.dispatch.execute();
      await healthy.dispatch.execute();
      await healthy.round();

      expect(receiver.received).toHaveLength(1);
    },
  );

  test('are sent again, under the same id, by others than the process that died', async () => {
    await existingEndpoint();
    const healthy = startProcess(unitOfWork, clock);
    await healthy.dispatch.execute();
    await existingUser(unitOfWork);
    await changesReadable();
    await healthy.dispatch.execute();

    const dying = startProcess(dyingAt(unitOfWork, 'webhookDeliveries', 'record'), clock);
    await dying.round();
    await healthy.round();
    expect(receiver.received).toHaveLength(1);
    clock.advance(30_000);
    await healthy.round();
    clock.advance(30_000);
    await healthy.round();

    const [first] = eventIds();
    expect(eventIds()).toEqual([first, first]);
    expect(dying.logger.of('webhook_not_recorded')).toHaveLength(1);
  });

  test('are tried again until they are taken', async () => {
    const endpoint = await existingEndpoint();
    const one = startProcess(unitOfWork, clock);
    const delivery = aDelivery({ endpointId: endpoint.id, createdAt: clock.now() });
    await unitOfWork.direct.webhookDeliveries.insert([delivery]);
    receiver.answer((response) => response.writeHead(503).end('not \0 now'));

    await one.round();
    receiver.answer((response) => response.writeHead(200).end('thanks'));
    clock.advance(4_999);
    await one.round();
    expect(await unitOfWork.direct.webhookDeliveries.find(delivery.id)).toMatchObject({
      state: 'pending',
      lastStatus: 503,
      lastResponse: 'not  now',
    });
    clock.advance(1);
    await one.round();

    expect(await unitOfWork.direct.webhookDeliveries.find(delivery.id)).toMatchObject({
      state: 'delivered',
      attempts: 2,
      lastResponse: 'thanks',
    });
    expect(eventIds()).toEqual([delivery.eventId, delivery.eventId]);
    expect(await unitOfWork.direct.webhookEndpoints.find(endpoint.id)).toMatchObject({
      failures: 0,
    });
  });

  test('to an endpoint that is slow do not hold up the others', async () => {
    const slow = await startReceiver();
    let open = 0;
    let mostOpen = 0;
    const release: (() => void)[] = [];
    slow.answer((response) => {
      open += 1;
      mostOpen = Math.max(mostOpen, open);
      release.push(() => {
        open -= 1;
        response.end();
      });
    });
    const slowEndpoint = await existingEndpoint({ url: slow.url });
    const quick = await existingEndpoint();
    const processes = [1, 2].map(() => startProcess(unitOfWork, clock));
    for (const { id } of [slowEndpoint, quick]) {
      const many = Array.from({ length: 30 }, () =>
        aDelivery({ endpointId: id, createdAt: clock.now() }),
      );
      await unitOfWork.direct.webhookDeliveries.insert(many);
    }

    await Promise.all(processes.map(({ send }) => send.execute()));
    await vi.waitFor(() => expect(receiver.received).toHaveLength(30), { timeout: 10_000 });
    await vi.waitFor(() => expect(open).toBe(4), { timeout: 10_000 });
    expect(slow.received).toHaveLength(4);

    const releasing = setInterval(() => release.shift()?.(), 1);
    await Promise.all(processes.map(({ send }) => send.settled()));
    await Promise.all(processes.map((one) => one.round()));
    clearInterval(releasing);
    expect(slow.received).toHaveLength(30);
    expect(mostOpen).toBe(4);
    expect(new Set(slow.received.map(({ id }) => id)).size).toBe(30);
    await slow.close();
  });

  test('stop when the endpoint says that it is gone', async () => {
    const endpoint = await existingEndpoint();
    const one = startProcess(unitOfWork, clock);
    const deliveries = [1, 2, 3, 4, 5, 6].map(() =>
      aDelivery({ endpointId: endpoint.id, createdAt: clock.now() }),
    );
    await unitOfWork.direct.webhookDeliveries.insert(deliveries);
    receiver.answer((response) => response.writeHead(410).end());

    await one.round();

    expect(receiver.received.length).toBeLessThanOrEqual(4);
    expect(await unitOfWork.direct.webhookEndpoints.find(endpoint.id)).toMatchObject({
      enabled: false,
      disabledReason: 'gone',
    });
    const states = await dataSource.query('SELECT DISTINCT state FROM webhook_deliveries');
    expect(states).toEqual([{ state: 'dead' }]);
    expect(await unitOfWork.direct.operatorJournal.take(10)).toMatchObject([
      { kind: 'webhook_disabled', reason: 'gone', origin: `http://127.0.0.1:${receiver.port}` },
    ]);
  });

  test('can be replayed while they are being sent, and nothing is stuck', async () => {
    const endpoint = await existingEndpoint();
    const one = startProcess(unitOfWork, clock);
    const delivery = aDelivery({ endpointId: endpoint.id, createdAt: clock.now() });
    await unitOfWork.direct.webhookDeliveries.insert([delivery]);
    await one.round();

    const command = { endpointId: endpoint.id, from: clock.now() };
    await Promise.all([
      one.actions.replay.execute(delivery.id),
      one.actions.replaySince.execute(command),
      one.round(),
      one.actions.rotateSecret.execute(endpoint.id),
      one.actions.replay.execute(delivery.id),
    ]);
    await one.round();

    expect(await unitOfWork.direct.webhookDeliveries.find(delivery.id)).toMatchObject({
      state: 'delivered',
    });
    expect(receiver.received.length).toBeGreaterThanOrEqual(2);
    expect(new Set(eventIds())).toEqual(new Set([delivery.eventId]));
  });
});
