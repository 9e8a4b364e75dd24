// What every cluster says where actions are asked for, the one in memory and a real API server alike.
import { beforeAll, describe, expect, test } from 'vitest';
import { findResource, fullName } from '../../src/core/actions/api-resource.ts';
import type { ActionReader, ObjectRef } from '../../src/ports.ts';
import { someResources } from '../core/actions/some-resources.ts';

export interface ActionsUnderTest {
  readonly cluster: ActionReader;
  readonly addNamespace: (name: string) => Promise<void>;
  /** A pod whose name begins so: made up by the API server for a controller's, chosen by somebody for a bare one. */
  readonly addPod: (
    namespace: string,
    name: string,
    controller?: 'ReplicaSet' | 'StatefulSet',
  ) => Promise<string>;
  readonly addNode: (name: string) => Promise<void>;
  /** The binding of the guard, with Deny, and the label of one namespace. */
  readonly installGuard: (namespace: string) => Promise<void>;
}

export function actionsContract(title: string, make: () => Promise<ActionsUnderTest>): void {
  describe(title, () => {
    let subject: ActionsUnderTest;
    let cluster: ActionReader;

    beforeAll(async () => {
      subject = await make();
      cluster = subject.cluster;
      await subject.addNamespace('shop');
      await subject.addNamespace('unguarded');
    });

    const pod = (name: string, namespace = 'shop'): ObjectRef => ({
      group: '',
      version: 'v1',
      resource: 'pods',
      namespace,
      name,
    });

    test('what the tests take for a plain cluster is what one serves, in its own order', async () => {
      const { resources, silent } = await cluster.discovery();

      const known = new Set(someResources.resources.map(fullName));
      const served = resources.filter((one) => known.has(fullName(one)));
      expect(silent).toEqual([]);
      expect(served.map((one) => ({ ...one, verbs: [], subresources: [] }))).toEqual(
        someResources.resources.map((one) => ({ ...one, verbs: [], subresources: [] })),
      );
      for (const [index, { verbs, subresources }] of someResources.resources.entries()) {
        expect(served[index]?.verbs).toEqual(expect.arrayContaining([...verbs]));
        expect(served[index]?.subresources).toEqual(expect.arrayContaining([...subresources]));
      }
    });

    test.each([
      ['deploy', 'deployments.apps'],
      ['deployment.apps', 'deployments.apps'],
      ['deployments.v1.apps', 'deployments.apps'],
      ['po', 'pods'],
      ['events', 'events'],
      ['events.events.k8s.io', 'events.events.k8s.io'],
    ])('%s is %s there', async (written, full) => {
      const found = findResource(written, await cluster.discovery());

      expect(found.kind === 'found' && fullName(found.resource)).toBe(full);
    });

    test('a pod that a ReplicaSet made says so, and that its name was made up', async () => {
      const name = await subject.addPod('shop', 'api-', 'ReplicaSet');

      expect(await cluster.object(pod(name))).toEqual({
        uid: expect.stringMatching(/./),
        controller: { group: 'apps', kind: 'ReplicaSet' },
        nameIsGenerated: true,
      });
    });

    test('a pod of a StatefulSet bears a chosen name', async () => {
      const name = await subject.addPod('shop', 'db-0', 'StatefulSet');

      expect(await cluster.object(pod(name))).toMatchObject({
        controller: { group: 'apps', kind: 'StatefulSet' },
        nameIsGenerated: false,
      });
    });

    test('a pod of nobody says so', async () => {
      await subject.addPod('shop', 'debug');

      expect(await cluster.object(pod('debug'))).toMatchObject({
        controller: undefined,
        nameIsGenerated: false,
      });
    });

    test('an object of the whole cluster is read, too', async () => {
      await subject.addNode('worker-1.eu');

      const ref = { group: '', version: 'v1', resource: 'nodes', namespace: undefined, name: 'worker-1.eu' };
      expect(await cluster.object(ref)).toMatchObject({ uid: expect.stringMatching(/./) });
    });

    test('what is not there is undefined, in a namespace that is not there as well', async () => {
      expect(await cluster.object(pod('nobody'))).toBeUndefined();
      expect(await cluster.object(pod('nobody', 'nowhere'))).toBeUndefined();
    });

    test('the guard denies where it was installed, and nowhere else', async () => {
      expect([await cluster.guardDenies('shop'), await cluster.guardDenies(undefined)]).toEqual([
        false,
        false,
      ]);

      await subject.installGuard('shop');

      expect(await cluster.guardDenies('shop')).toBe(true);
      expect(await cluster.guardDenies('unguarded')).toBe(false);
      expect(await cluster.guardDenies('nowhere')).toBe(false);
    });
  });
}
