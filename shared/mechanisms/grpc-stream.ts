/** gRPC: writes of an application that does not wait for them to end are held without a limit. */
import { unbounded } from './ceilings.ts';
import type { MechanismDefinition } from './definition.ts';

export const grpcStream: MechanismDefinition = {
  id: 'grpc-stream',
  kind: 'queue',
  signs: { libraries: [/libgrpc\.so/], needsPeer: true },
  settings: [],
  ceiling: unbounded,
  remedy: [
    {
      key: 'ResourceQuota',
      value: '67108864',
      line: 'builder.SetResourceQuota(grpc::ResourceQuota().Resize({value}));',
    },
  ],
};
