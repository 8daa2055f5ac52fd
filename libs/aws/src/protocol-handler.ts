import { NodeHttp2Handler, NodeHttpHandler } from '@smithy/node-http-handler';

type Handled = ReturnType<NodeHttpHandler['handle']>;

/**
 * HTTP/2 where the connection is encrypted, as AWS wants it for what is pushed (Kinesis API reference, SubscribeToShard), each request on a
 * connection of its own, so that hanging up ends nothing else; HTTP/1.1 against plain endpoints, which emulators offer.
 */
export class ProtocolHandler {
  readonly #plain: NodeHttpHandler;
  readonly #encrypted = new NodeHttp2Handler({ disableConcurrentStreams: true });

  constructor(options: { readonly connectionTimeout: number; readonly maxSockets: number }) {
    const { connectionTimeout, maxSockets } = options;
    this.#plain = new NodeHttpHandler({ connectionTimeout, httpAgent: { keepAlive: true, maxSockets } });
  }

  async handle(...[request, options]: Parameters<NodeHttpHandler['handle']>): Handled {
    return request.protocol === 'https:' ? this.#encrypted.handle(request, options) : this.#plain.handle(request, options);
  }

  destroy(): void {
    this.#plain.destroy();
    this.#encrypted.destroy();
  }

  /** The SDK sets up handlers of its own this way. This one comes as it is to be. */
  updateHttpClientConfig(): void {
    return undefined;
  }

  httpHandlerConfigs(): object {
    return {};
  }
}
