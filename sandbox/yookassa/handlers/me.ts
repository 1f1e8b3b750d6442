import type { Shop } from '../control-api.ts';

export function me({ shopId, name, receipts, methods }: Shop): object {
  return {
    account_id: shopId,
    status: 'enabled',
    test: true,
    name,
    fiscalization_enabled: receipts,
    ...(receipts ? { fiscalization: { enabled: true, provider: 'yoo_receipt' } } : {}),
    payment_methods: methods,
  };
}
