"""getFile: links on the cloud server, paths on disk with --local."""

from tests.platforms.telegram.call import Call, method
from tests.platforms.telegram.files import CLOUD_DOWNLOAD
from tests.platforms.telegram.refusals import bad_request


@method("getFile")
async def get_file(call: Call) -> object:
    state = call.state
    file = state.files.find(call.text("file_id"))
    if file is None:
        raise bad_request("wrong file_id or the file is temporarily unavailable")
    facts = {"file_id": call.text("file_id"), "file_unique_id": file.unique_id, "file_size": file.size}
    if not state.local:
        if file.size > CLOUD_DOWNLOAD:
            raise bad_request("file is too big")
        return facts | {"file_path": state.files.link(file, state.clock.monotonic())}
    if state.slow_files_s:
        await state.clock.sleep(state.slow_files_s)
    return facts | {"file_path": str(state.files.put_on_disk(file, state.local_folder / state.token))}
