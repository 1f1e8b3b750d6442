import { expect } from 'vitest';
import { PostgresCreditAudit } from '../../../src/adapters/postgres/credit-audit.ts';
import { createDataSource } from '../../../src/adapters/postgres/data-source.ts';
import { createLogger } from '../../../src/infrastructure/logger.ts';
import { leaksIn } from './log-scan.ts';
import type { ProductProcess } from './product.ts';
import { Shop, type ShopOptions } from './shop.ts';
import { secretsOf } from './shop-settings.ts';

/** What all entries of a customer have in common. */
const welcome = 'welcome +10';

/** Short leases: a test does not wait until a dead worker's job is taken over in production's time. */
const quick = { WORKER_LEASE_SECONDS: '2', LOG_LEVEL: 'info' };

/** How a payment must stand in the end, here and at its provider. */
export interface Standing {
  readonly status: string;
  readonly entries: readonly string[];
  /** At the provider: each payment and each refund, `succeeded 199.00` or `paid 125`. */
  readonly provider: readonly string[];
}

/** A shop whose server and worker are processes of their own, to be killed and started anew. */
export class FragileShop {
  readonly shop: Shop;
  #server: ProductProcess;
  #worker: ProductProcess;

  private constructor(shop: Shop, server: ProductProcess, worker: ProductProcess) {
    this.shop = shop;
    this.#server = server;
    this.#worker = worker;
  }

  static async start({ environment = {}, ...options }: ShopOptions = {}): Promise<FragileShop> {
    const shop = await Shop.start({
      ...options,
      autostart: false,
      environment: { ...quick, ...environment },
    });
    const [server, worker] = await Promise.all([
      shop.startProcess('server'),
      shop.startProcess('worker'),
    ]);
    return new FragileShop(shop, server, worker);
  }

  /** `kill -9` of the server. */
  killServer(): Promise<void> {
    return this.#server.kill();
  }

  killWorker(): Promise<void> {
    return this.#worker.kill();
  }

  async startServer(): Promise<void> {
    this.#server = await this.shop.startProcess('server');
  }

  async startWorker(): Promise<void> {
    this.#worker = await this.shop.startProcess('worker');
  }

  /** Waits for the standing, then checks that it is so everywhere and that nothing else is amiss. */
  async expectStanding(user: number, paymentId: string, standing: Standing): Promise<void> {
    const { books, world } = this.shop;
    const facts = await books.untilStatus(paymentId, standing.status, 40_000);
    expect(await books.entries(user)).toEqual([welcome, ...standing.entries]);
    expect(this.atProvider(user, paymentId, facts.method)).toEqual(standing.provider);
    expect(await auditOf(world.database.url)).toEqual([]);
    expect(await this.astray()).toEqual([]);
  }

  /** Payments and refunds of one order, oldest first. */
  atProvider(user: number, paymentId: string, method: string): string[] {
    const { yookassa, telegram } = this.shop;
    if (method !== 'yookassa') {
      return telegram
        .payments(user)
        .filter(({ payload }) => payload === paymentId)
        .map(({ status, totalAmount }) => `${status} ${totalAmount}`);
    }
    const payments = yookassa
      .payments()
      .filter(({ metadata }) => metadata?.order_id === paymentId)
      .toReversed();
    const refunds = payments.flatMap(({ id }) => yookassa.refunds({ paymentId: id }).toReversed());
    return [...payments, ...refunds].map(({ status, amount }) => `${status} ${amount.value}`);
  }

  /** Money at the providers that no row of ours stands for. */
  async astray(): Promise<string[]> {
    const { yookassa, telegram, world } = this.shop;
    const rows = await world.query<{ charge_id: string; provider_payment_id: string | null }>(
      'select charge_id, provider_payment_id from payments where charge_id is not null',
    );
    const booked = new Set(rows.flatMap((row) => [row.charge_id, row.provider_payment_id]));
    return [
      ...yookassa.payments({ status: 'succeeded' }).map(({ id }) => id),
      ...telegram.payments().map(({ chargeId }) => chargeId),
    ].filter((id) => !booked.has(id));
  }
}

/** What the audit finds, without the start of a process. */
export async function auditOf(databaseUrl: string): Promise<readonly unknown[]> {
  const logger = createLogger({ level: 'silent', secrets: [] });
  const dataSource = createDataSource({ url: databaseUrl, poolSize: 1, logger });
  await dataSource.initialize();
  try {
    return (await new PostgresCreditAudit(dataSource).run()).findings;
  } finally {
    await dataSource.destroy();
  }
}

/**
 * No call that the real servers would refuse, and no secret in the log. What is logged as an error is
 * not judged: a process that dies, and a provider that fails, bring about some.
 */
export function expectNothingAmiss({ telegram, yookassa, world }: Shop, problem = ''): void {
  expect(telegram.calls({ violations: true, limit: 5_000 }).calls, problem).toEqual([]);
  expect(yookassa.violations(), problem).toEqual([]);
  const secrets = secretsOf(world.sandbox, world.database.url);
  expect(leaksIn(world.output(), secrets), problem).toEqual([]);
}
