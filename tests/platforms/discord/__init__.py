"""A strict stand-in of Discord, for real bots over real HTTP and WebSocket on 127.0.0.1. See ``server.py``.

    async with discord_server(tmp_path) as server:                       # DiscordServer of server.py
        ann, olga = server.person("Ann", locale="zh-CN"), server.person("Olga")
        team = server.server("Team", olga, ann)                          # a guild: owner, then members
        films = team.channel("films")                                    # rooms: channels, threads, direct messages
        ... start the bot at server.api_url with server.token ...
        await server.ready()

        asked = await ann.sends(films, "cut the pauses", files=[clip], mention=True)      # files are files on disk
        await ann.sends(films, "shorter", reply_to=status, ping=True)    # replies; ping=False hides words from the bot
        await ann.sends(server.dm(ann), voice=ogg); await ann.forwards(asked, server.dm(ann))
        used = await ann.uses(films, "edit", words="cut the pauses", video=clip)          # waits for the first answer
        used = await ann.runs(films, "status")                           # does not; then used.is_answered, .kind,
        await used.says("Working")                                       #   .response, .followups, .answered_after_s
        shown = await ann.uses_on(asked, "Edit this video", films)       # a message's menu; shown.form is the form
        await ann.fills(shown, words="shorter")                          # by custom id or label, spaces as _
        status = await films.answer(containing="Looking at")             # the bot's newest message with these words
        film = await films.video()                                       # the bot's first video: server.path_of(film)
        await ann.presses(film, "Undo")                                  # waits for the answer; ``taps`` does not
        await films.until(lambda room: len(room.videos) == 2)            # any condition; no sleeping
        print(films.transcript())                                        # for golden files: no ids in it

        team.boosts(2); films.forbid("attach_files"); team.removes_bot(); ann.closes_dms()
        thread = films.opens_thread("Film", ann, film); thread.archive(locked=False)
        mod = team.role("Mods", manage_messages=True); team.gives(ann, mod)

**Pointing a bot there.** The setting ``DISCORD_API_URL`` is ``server.api_url`` (``http://127.0.0.1:PORT/api/v10``):
the bot's HTTP goes there instead of discord.com. Where the gateway is it asks as ever, ``GET
{DISCORD_API_URL}/gateway/bot``, whose ``url`` (``ws://127.0.0.1:PORT/gateway``) it connects to;
``resume_gateway_url`` is the same. Addresses of files (``attachment["url"]``) point to this server, too. Plain http
and ws. The token is ``server.token``.

**What is judged.** Every body is held to Discord's official OpenAPI: what breaks it is answered 400 and kept in
``server.violations``. Every other error given is kept in ``server.refusals``. Both must be empty when the block is
left, except what was provoked within ``with server.expect_violations():`` or ``with
server.expect_refusals("10008"):`` (429 and ordered faults are not refusals). ``server.log`` has every request,
``server.calls("create_message")`` those of a kind; the names are Discord's own, see ``operations.py``. Messages are
``Shown`` (``world.py``): ``words``, ``buttons``, ``attachments``, ``pinged``, ``versions`` (with times),
``edited_at_s``, ``is_deleted``, ``is_ephemeral``, ``replies_to``.

**Time** is the computer's, or that of a clock turned by hand: ``discord_server(folder, clock=FakeClock())``. On it
are the 3 s for an answer, the 15 min of a token, the hour after which edits are few, the life of addresses, a nonce's
5 min. Rate limits are off until told (``server.limits.realistic()``, ``.per_channel``, ``.park``);
``server.limits.given`` has every 429, ``.invalid`` counts 401, 403 and 429 of ten minutes. discord.py waits them out
by the computer's clock, so they go with that one only.

**Trouble.** ``server.fail("create_message", Trouble.CUT, times=1)``: the kinds are Telegram's (its ``faults.py``):
ERROR (``status``), RESET, SILENCE, DELAY do nothing or later; LATE, CUT, LOST do the deed. ``server.gateway``:
``drop()``, ``close(4000)``, ``ask_to_reconnect()``, ``invalidate()``, ``forget_sessions()``, ``refuses = 3``,
``acknowledges = False``, ``identifies``, ``events``. ``server.cdn``: ``cut(after)``, ``rate``, ``life_s``,
``transfers``. ``await server.goes_down()`` and ``comes_back()``; ``server.goes_deaf("create_message")`` and
``hears_again()``. The portal's switch: ``server.allow_message_content()``.

**In a process of its own:** ``python -m tests.platforms.discord.server`` prints its address; scenes for benchmarks
and crash tests start it as ``tests/flood/load.py`` starts Telegram's.
"""
