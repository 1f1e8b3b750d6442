import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import { z } from 'zod';
import { ControlError } from '../../http/control-error.ts';
import type { YooKassaControl } from './control.ts';
import * as schemas from './schemas.ts';

/** The HTTP face of `YooKassaControl`: addresses and schemas, nothing else. */
export async function controlRoutes(scope: FastifyInstance, control: YooKassaControl) {
  scope.setErrorHandler(answerError);
  paymentRoutes(scope, control);
  refundRoutes(scope, control);
  notificationRoutes(scope, control);
  faultRoutes(scope, control);
  scope.get('/shops', () => ({ shops: control.shops() }));
  scope.patch('/shops/:id', (request) =>
    control.configure(body(request, schemas.shopChangeSchema), id(request)),
  );
  scope.post('/forget-idempotency-keys', () => ({ forgotten: control.forgetIdempotencyKeys() }));
  scope.post('/age', (request) => {
    control.ageBy(body(request, schemas.ageSchema).byMs);
    return { ok: true };
  });
  scope.post('/reset', () => {
    control.reset();
    return { ok: true };
  });
}

function paymentRoutes(scope: FastifyInstance, control: YooKassaControl): void {
  scope.get('/payments', (request) => ({
    payments: control.payments(schemas.paymentFilterSchema.parse(request.query)),
  }));
  scope.post('/payments', (request) =>
    control.createPaymentElsewhere(body(request, schemas.newPaymentElsewhereSchema)),
  );
  scope.get('/payments/:id', (request) => control.payment(id(request)));
  scope.post('/payments/:id/pay', (request) =>
    control.pay(id(request), body(request, schemas.paySchema)),
  );
  scope.post('/payments/:id/decline', (request) =>
    control.decline(id(request), body(request, schemas.declineSchema)),
  );
  scope.post('/payments/:id/expire', (request) => control.expire(id(request)));
  scope.post('/payments/:id/refund', (request) =>
    control.refundElsewhere(id(request), body(request, schemas.refundElsewhereSchema)),
  );
}

function refundRoutes(scope: FastifyInstance, control: YooKassaControl): void {
  scope.get('/refunds', (request) => ({
    refunds: control.refunds(schemas.refundFilterSchema.parse(request.query)),
  }));
  scope.get('/refunds/:id', (request) => control.refund(id(request)));
  scope.post('/refunds/:id/settle', (request) =>
    control.settleRefund(id(request), body(request, schemas.settleRefundSchema)),
  );
  scope.post('/next-refunds', (request) => {
    control.nextRefunds(body(request, schemas.nextRefundsSchema));
    return { ok: true };
  });
}

function notificationRoutes(scope: FastifyInstance, control: YooKassaControl): void {
  scope.get('/notifications', (request) => ({
    notifications: control.notifications(schemas.notificationFilterSchema.parse(request.query)),
  }));
  scope.post('/notifications/lose', (request) => {
    control.loseNotifications(body(request, schemas.countSchema).count);
    return { ok: true };
  });
  scope.post('/notifications/duplicate', (request) => {
    control.duplicateNotifications(body(request, schemas.countSchema).count);
    return { ok: true };
  });
  scope.post('/notifications/delay', (request) => {
    const { delayMs, count } = body(request, schemas.delayNotificationsSchema);
    control.delayNotifications(delayMs, count);
    return { ok: true };
  });
  scope.post('/notifications/hold', () => {
    control.holdNotifications();
    return { ok: true };
  });
  scope.post('/notifications/release', (request) => ({
    released: control.releaseNotifications(body(request, schemas.releaseNotificationsSchema)),
  }));
  scope.post('/notifications/send', (request) =>
    control.sendNotification(body(request, schemas.sendNotificationSchema)),
  );
  scope.post('/notifications/:id/repeat', (request) =>
    control.repeatNotification(Number(id(request))),
  );
}

function faultRoutes(scope: FastifyInstance, control: YooKassaControl): void {
  scope.get('/faults', () => ({ faults: control.faults() }));
  scope.post('/faults', (request) => control.addFault(body(request, schemas.faultRuleSchema)));
  scope.post('/faults/release', () => ({ released: control.releaseHung() }));
  scope.delete('/faults', () => ({ removed: control.removeFaults() }));
  scope.delete('/faults/:id', (request) => ({ removed: control.removeFaults(id(request)) }));
  scope.get('/calls', (request) => control.calls(schemas.callFilterSchema.parse(request.query)));
  scope.delete('/calls', () => ({ removed: control.clearCalls() }));
  scope.get('/violations', () => ({ violations: control.violations() }));
}

function body<T>(request: FastifyRequest, schema: z.ZodType<T>): T {
  return schema.parse(request.body ?? {});
}

function id(request: FastifyRequest): string {
  return (request.params as Record<string, string>).id ?? '';
}

function answerError(error: unknown, _request: FastifyRequest, reply: FastifyReply) {
  if (error instanceof z.ZodError) {
    return reply.code(400).send({ error: z.prettifyError(error) });
  }
  if (error instanceof ControlError) {
    return reply.code(error.status).send({ error: error.message });
  }
  const { statusCode = 500, message } = error as { statusCode?: number; message: string };
  return reply.code(statusCode).send({ error: message });
}
