import pytest

pytest.register_assert_rewrite(
    "tests.githosts.contract", "tests.githosts.contract_writes", "tests.githosts.contract_pulls"
)
