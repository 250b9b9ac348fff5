"""The state of a platform: everything that its database has, reset, saved and restored."""

import asyncio
from collections.abc import Mapping
from typing import Any

from architrave.local.platform_engine import PlatformEngine


class PlatformStates(PlatformEngine):
    """An organization whose whole state can be replaced."""

    async def reset(self) -> None:
        """Stop every execution, delete everything in the database, and publish the folder's flows again.

        As at a first start, but tokens stay valid. Raises NotKept: then nothing has changed.
        """
        from architrave.server import states

        await self.start()
        await states.reset(self._begun)

    async def state(self) -> dict[str, Any]:
        """Everything that the database holds of the organization at this moment, as JSON data for `restore`.

        Executions go on. Raises TooLargeToSave for more than 64 megabytes, and NotKept.
        """
        from architrave.server import states
        from architrave.wire import decode_json

        await self.start()
        return await asyncio.to_thread(decode_json, await states.save(self._begun))

    async def restore(self, state: Mapping[str, Any]) -> None:
        """Replace everything by a state that `state` has returned, here or elsewhere, and continue its executions.

        Executions of before are stopped. Raises WrongState, a ValueError, for anything else, and NotKept: then nothing
        has changed.
        """
        from architrave.server import states
        from architrave.wire import encode

        await self.start()
        await states.restore(self._begun, await asyncio.to_thread(encode, state))
