"""Films are drawn for these tests; how long that takes depends on the machine and says nothing about the edits."""

from hypothesis import HealthCheck, settings

settings.register_profile("unhurried", deadline=None, suppress_health_check=[HealthCheck.too_slow])
settings.load_profile("unhurried")
