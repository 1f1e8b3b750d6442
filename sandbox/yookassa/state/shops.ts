import type { NewShop, Shop, ShopChange } from '../control-api.ts';
import type { MethodName } from '../objects.ts';

const ALL_METHODS: readonly MethodName[] = [
  'bank_card',
  'sbp',
  'sberbank',
  'tinkoff_bank',
  'yoo_money',
];

/** What the product is configured with when nothing else is said. */
const sandboxShop: Shop = {
  shopId: '100500',
  secretKey: 'test_sandbox-only-not-a-real-secret',
  name: 'Nano Banana',
  webhookUrl: null,
  receipts: false,
  methods: ALL_METHODS,
};

/** The shops, the default one first. */
export class Shops {
  readonly #atStart: readonly Shop[];
  #shops: readonly Shop[];

  constructor(shops: readonly NewShop[]) {
    const filled = shops.map((shop, index) => ({ ...numbered(index), ...shop }));
    this.#atStart = filled.length === 0 ? [sandboxShop] : filled;
    this.#shops = this.#atStart;
  }

  list(): readonly Shop[] {
    return this.#shops;
  }

  /** The default shop without an id. */
  get(shopId?: string): Shop | undefined {
    return this.#shops.find((shop) => shopId === undefined || shop.shopId === shopId);
  }

  change(shopId: string, change: ShopChange): void {
    this.#shops = this.#shops.map((shop) =>
      shop.shopId === shopId ? { ...shop, ...change } : shop,
    );
  }

  /** Back to the start, but the webhook URLs: the program under test has not moved. */
  reset(): void {
    this.#shops = this.#atStart.map((shop) => ({
      ...shop,
      webhookUrl: this.get(shop.shopId)?.webhookUrl ?? shop.webhookUrl,
    }));
  }
}

function numbered(index: number): Shop {
  if (index === 0) return sandboxShop;
  return {
    ...sandboxShop,
    shopId: String(Number(sandboxShop.shopId) + index),
    secretKey: `${sandboxShop.secretKey}-${index}`,
    name: `${sandboxShop.name} ${index + 1}`,
  };
}
