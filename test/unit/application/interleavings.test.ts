import fc, { type Scheduler } from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { Generation } from '../../../src/domain/generations/generation.ts';
import { isFinal } from '../../../src/domain/generations/status.ts';
import { referralPayload } from '../../../src/domain/referrals/referral.ts';
import type { User } from '../../../src/domain/users/user.ts';
import { privateChat } from '../../builders/domain.ts';
import { type Act, rounds } from './acts.ts';
import { type Gate, Life } from './gated-ports.ts';
import type { Process } from './processes.ts';
import { World } from './world.ts';

class Simulation {
  readonly #scheduler: Scheduler;
  readonly #workers: { readonly app: Process; readonly life: Life }[] = [];
  readonly #messages = { last: 0 };
  readonly world = new World({
    settings: { welcomeCredits: 12, referralInviterCredits: 2, generationTimeoutSeconds: 120 },
  });
  readonly users: User[] = [];

  constructor(scheduler: Scheduler) {
    this.#scheduler = scheduler;
  }

  /** The first user invited the second, who invited the third. */
  async begin(): Promise<void> {
    for (let count = 0; count < 3; count += 1) {
      const code = this.users.at(-1)?.referralCode;
      this.users.push(await this.world.newcomer(code && referralPayload(code)));
    }
  }

  async perform(round: readonly Act[]): Promise<void> {
    await this.#scheduler.waitFor(Promise.all(round.map((one) => this.#act(one))));
  }

  /** All outages end, and the timers of healthy processes go on until nothing is left to do. */
  async end(): Promise<void> {
    const { world } = this;
    world.queue.isAway = false;
    world.relays = true;
    for (let tick = 0; tick < 100; tick += 1) {
      await world.pass(16_000);
      await world.sweep();
      await world.work();
      if (world.queue.jobs.length === 0 && this.#isQuiet()) {
        return;
      }
    }
    throw new Error('The world never comes to rest');
  }

  #isQuiet(): boolean {
    const { generations, outbox, albums } = this.world.unitOfWork.state();
    const statuses = [...generations.values()].map(({ generation }) => generation.status);
    return statuses.every(isFinal) && outbox.size === 0 && albums.size === 0;
  }

  async #act(one: Act): Promise<void> {
    const { world } = this;
    const life = new Life(one.kind === 'work' ? one.dieAt : undefined);
    const app = world.processBehind(this.#gateOf(life));
    await this.#scheduler.schedule(Promise.resolve(one.kind));
    switch (one.kind) {
      case 'ask':
        await app.request.execute(this.#request(one.user, one.wants));
        return;
      case 'photo':
        await this.#photo(app, one.user, one.caption);
        return;
      case 'grant': {
        const { id } = this.#user(one.user);
        const command = { userId: id, amount: 3, idempotencyKey: `${id}-${one.key}` };
        await app.grantCredits.execute(command);
        return;
      }
      case 'cancel': {
        const { id } = this.#user(one.user);
        await app.cancel.execute(id, privateChat(id));
        return;
      }
      case 'work':
        this.#workers.push({ app, life });
        await world.workOnce(app, life);
        return;
      case 'doubleDelivery':
        await this.#doubleDelivery(app, one.pick);
        return;
      case 'sweep':
        // A queue that is away ends the round; the next one comes.
        await world.sweep(app).catch(() => undefined);
        return;
      case 'renewLeases':
        await Promise.all(this.#workers.map(({ app, life }) => life.survives(app.leases.renew())));
        return;
      case 'showWaiting':
        await app.showWaiting.execute();
        return;
      case 'time':
        world.clock.advance(one.passesMs);
        return;
      case 'modelFails':
        world.model.script([{ kind: 'failure', failure: one.failure }]);
        return;
      case 'modelThrows':
        world.model.script([{ kind: 'throws', error: new Error('A bug') }]);
        return;
      case 'messenger':
        world.messenger.refuse(one.refusal);
        return;
      case 'queue':
        world.queue.isAway = one.isAway;
        return;
      case 'relays':
        world.relays = one.isOn;
        return;
    }
  }

  #gateOf(life: Life): Gate {
    return async (point) => {
      if (point.startsWith('before')) {
        await this.#scheduler.schedule(Promise.resolve(point));
      }
      await life.gate(point);
    };
  }

  #user(index: number): User {
    const found = this.users[index];
    if (found === undefined) {
      throw new Error(`Expected a user ${index}`);
    }
    return found;
  }

  #request(index: number, kind: 'text' | 'image') {
    const { id } = this.#user(index);
    this.#messages.last += 1;
    const requestKey = `message:${this.#messages.last}`;
    const destination = { chatId: privateChat(id) };
    return { requestKey, userId: id, kind, prompt: 'Hello', inputs: [], destination };
  }

  async #photo(app: Process, index: number, caption: string | undefined): Promise<void> {
    const { id } = this.#user(index);
    this.#messages.last += 1;
    const messageId = this.#messages.last;
    const album = { key: `${id}:1`, userId: id, destination: { chatId: privateChat(id) } };
    await app.collectAlbumPhoto.execute(album, { messageId, fileId: 'gone', caption });
  }

  async #doubleDelivery(app: Process, pick: number): Promise<void> {
    const dispatched = [...this.world.unitOfWork.state().generations.values()].filter(
      ({ generation }) => generation.dispatchedAt !== undefined,
    );
    const chosen = dispatched[pick % Math.max(dispatched.length, 1)];
    if (chosen !== undefined) {
      const { signal } = new AbortController();
      await app.run.execute(chosen.generation.id, { signal }).catch(() => undefined);
    }
  }
}

describe('whatever happens at the same time, fails, is canceled or dies', () => {
  test('every request ends, what was delivered is charged once, and no credit is lost', {
    timeout: 60_000,
  }, async () => {
    await fc.assert(
      fc.asyncProperty(fc.scheduler(), rounds, async (scheduler, scenario) => {
        const simulation = new Simulation(scheduler);
        await simulation.begin();
        for (const round of scenario) {
          await simulation.perform(round);
        }
        await simulation.end();
        await expectKeptPromises(simulation, scenario.flat());
      }),
      { numRuns: 60 },
    );
  });
});

async function expectKeptPromises({ world, users }: Simulation, acts: readonly Act[]) {
  const state = world.unitOfWork.state();
  const entries = [...state.entries.values()];
  const generations = [...state.generations.values()].map(({ generation }) => generation);

  expect(await world.findings()).toEqual([]);
  for (const { id } of users) {
    const sum = (amounts: readonly bigint[]) => amounts.reduce((a, b) => a + b, 0n);
    const own = entries.filter(({ userId }) => userId === id);
    const granted = sum(own.map(({ operation, amount }) => (operation === 'grant' ? amount : 0n)));
    const charged = sum(generations.map((one) => (one.userId === id ? (one.charged ?? 0n) : 0n)));
    const { available, held } = await world.balance({ id });
    expect({ available, held }).toEqual({ available: Number(granted - charged), held: 0 });
  }
  for (const { id, status, price, charged = 0n } of generations) {
    expect(isFinal(status)).toBe(true);
    const moved = entries.filter(({ holdId }) => holdId === id);
    const amounts = (operation: string) =>
      moved.filter((entry) => entry.operation === operation).map(({ amount }) => amount);
    expect(amounts('hold')).toEqual([price]);
    expect(amounts('capture')).toEqual(charged === 0n ? [] : [charged]);
    expect(amounts('release')).toEqual(charged === price ? [] : [price - charged]);
    const messages = world.messenger.messages.filter((message) => message.generationId === id);
    expect(charged > 0n).toBe(status === 'succeeded');
    expect(status === 'succeeded' && messages.length === 0).toBe(false);
  }
  expectOrderInConversations(generations);
  if (!acts.some((one) => one.kind === 'messenger' && one.refusal.kind === 'unreachable')) {
    const told = world.messenger.notices.filter(
      ({ notice }) => notice.kind === 'generation_failed',
    );
    const failed = generations.filter(({ status }) =>
      ['failed', 'blocked', 'expired'].includes(status),
    );
    expect(told.length).toBeGreaterThanOrEqual(failed.length);
  }
}

/** Each question of a conversation waits for the answer to the one before. */
function expectOrderInConversations(generations: readonly Generation[]): void {
  const conversations = new Set(generations.map(({ conversationId }) => conversationId));
  for (const id of conversations) {
    const worked = generations.filter((one) => id && one.conversationId === id && one.startedAt);
    for (const [index, { finishedAt }] of worked.entries()) {
      const next = worked[index + 1]?.startedAt;
      expect(next === undefined || (finishedAt !== undefined && finishedAt <= next)).toBe(true);
    }
  }
}
