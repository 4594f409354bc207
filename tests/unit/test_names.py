# Copyright: (c) 2026, The sdelements.integrations contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Which keys hold a secret, by their names."""

from __future__ import annotations

import pytest
from ansible_collections.sdelements.integrations.plugins.module_utils._api.secret_names import is_secret_key

SECRET_KEYS = """
alm_pass alm_api_token analysis_pass analysis_api_token issue_tracker_pass issue_tracker_api_token wh_api_token
api_key bind_password password token private_key ALM_PASS alm_pat client_secret secret pass passwd pwd passphrase passcode
pass_phrase pat secrets tokens consumer_key ssh_key access_key secret_key encryption_key signing_key master_key deploy_key
license_key application_key user_key api_keys accessKey apiKey APIKey apikey sshkey consumerKey privateKey privatekey secretKey
sharedSecret clientSecret apiToken accessToken authtoken oauth2Token userPassword userpassword clientsecret dbPassword jiraPAT
X-Api-Key x-auth-token Api-Token Set-Cookie cookie cookies Authorization Proxy-Authorization authorization bearer bearer_token
session sessionid session_id session_key JSESSIONID jwt otp credentials credential alm_pass2 alm_pass_2 token1 api_key_3
password_new old_password token_value password_confirmation basic_auth secret_id alm_client_key jira_consumer_key
jira_private_key_2 webhook_secret hmac_key access-token refresh.token
"""
PLAIN_KEYS = """
alm_user alm_server pass_through asset_name bypass compass alm_project title_format sde_tags_filter key keys token_count
project_key issue_key public_key jira_project_key ssh_public_key sort_key primary_key foreign_key parent_issue_key epicKey
projectKey customFieldKey alm_pass_status verification_pass_status task_status_mapping secret_name secret_params token_url
token_type token_expiry password_policy session_timeout session_capture_socket cookie_domain monkey turkey passive passport
patch path pattern issue_tracker_auth_mode auth_mode alm_method conflict_policy jira_version keyboard tokenizer author
authority webhook_url space_key boardKey 1 _ key_1 key2
"""


@pytest.mark.parametrize("key", SECRET_KEYS.split())
def test_a_name_that_says_secret(key: str) -> None:
    assert is_secret_key(key)


@pytest.mark.parametrize("key", PLAIN_KEYS.split())
def test_a_name_that_does_not_say_secret(key: str) -> None:
    assert not is_secret_key(key)
