# Copyright: (c) 2026, The sdelements.integrations contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Texts of C(config), written by C(make fragments). Edit entry.py instead."""

from __future__ import annotations


class ModuleDocFragment:
    """The option C(config) of each module for lists."""

    ALM_CONNECTIONS = r"""
options:
  config:
    description:
      - The objects, each as M(sdelements.integrations.sde_alm_connection) describes it.
    type: list
    elements: dict
    suboptions:
      id:
        description:
          - Id of an existing connection. With O(config[].alias) too, the connection is renamed to it.
        type: int
      alias:
        description:
          - Name of the connection, which identifies it within its project. For an analysis tool the default is the name of
            O(config[].connector).
        type: str
      project:
        description:
          - Id or name of the SD Elements project. If several projects have the name, add O(config[].application) or
            O(config[].business_unit).
          - An integer is an id. Text is looked up as a name first; digits that are not a name are an id. Text that is the
            name of one project and the id of another is refused.
            O(config[].application), O(config[].business_unit) and O(config[].connector) follow the same rule.
        type: raw
      external_id:
        description:
          - External id of the SD Elements project, in place of O(config[].project). It is compared as text. If several
            projects have it, add O(config[].application) or O(config[].business_unit).
          - It is refused if the projects of the server have no external ids.
        type: str
        version_added: 2.0.0
      application:
        description:
          - Id or name of the application of the project.
        type: raw
      business_unit:
        description:
          - Id or name of the business unit of the project.
        type: raw
      connector:
        description:
          - Id or name of the connector. Needed to create a connection; it can be changed to another one of the same system.
        type: raw
      frequency:
        description:
          - How often SD Elements syncs. All but V(manually) need the advanced ALM feature.
        type: str
        choices: [hourly, daily, weekly, monthly, manually]
      debug_mode:
        description:
          - Whether syncs log verbosely. Servers before 4.12 do not have it.
        type: bool
      previous_names:
        description:
          - Aliases that the connection had before. If no connection is called O(config[].alias) and one has an alias of this list,
            that connection is renamed.
        type: list
        elements: str
      params:
        description:
          - Parameters of the system, by the names that the API gives them, such as C(alm_server) or C(jira_version). They are sent
            unchanged, including objects and lists. M(sdelements.integrations.sde_alm_plugin_info) returns those that a system has.
          - They are merged with those that SD Elements has. A parameter that is not listed keeps its value. To clear a parameter that is
            not secret, set it to an empty string.
          - A list or dictionary is sent as a list or object if the stored parameter is one, if the server's description of the system says
            so, or if another object of the same system has one. Otherwise a list is sent as a comma-separated list and a dictionary as
            JSON text. Text stays text; an empty text clears a list or an object.
          - A date is sent as ISO text, such as V(2024-01-31). Keys must be text, so put C(on), C(no) and digits in quotes where they are
            keys.
          - Values compare by meaning, so V(7) is the same as V("7").
        type: dict
      secret_params:
        description:
          - Further parameters of the system, all of them secret regardless of their names. They never appear in any output.
          - Parameters whose names look like secrets, such as C(alm_pass) and C(analysis_api_token), are protected in O(config[].params)
            too.
          - A secret that is empty or has only blanks is treated as not set, so that an unset variable does not remove a credential. See
            O(config[].clear_secrets).
          - C(VALUE_SPECIFIED_IN_NO_LOG_PARAMETER), which replaces secrets in results, is treated as not set too.
        type: dict
      clear_secrets:
        description:
          - Names of secret parameters to clear. A value given with it is refused.
          - It is sent if the server shows anything but an empty value. Where the server hides secrets, O(config[].update_secrets)
            decides, as for secrets that have a value.
        type: list
        elements: str
        version_added: 2.0.0
      left_out:
        description:
          - Names of parameters that a result left out because a part of them is secret, or because they may be a mask. The option
            has no effect. It is accepted so that you can use what C(state=gathered) of the plural modules returns as input.
        type: list
        elements: str
        version_added: 2.0.0
      update_secrets:
        description:
          - When to send secrets of an object that exists.
          - V(auto) sends them if the server shows another value, or if it hides them and something else changes.
          - V(always) sends those that the server hides in each run, which then reports a change.
          - V(on_create) never compares them, and sends them only if all parameters must be sent.
        type: str
        choices: [auto, always, on_create]
        default: auto
      validate_params:
        description:
          - What to do about parameters that the server's description of the system does not have, and about required parameters that a
            create does not give.
            The description is read only if something is about to be written.
          - V(warn) warns and continues, V(strict) fails before anything is written, V(never) leaves it to the server.
          - V(warn_always) warns in each run, also if nothing is about to be written, so that a misspelt parameter that is already stored
            is still reported. It needs one more request.
          - If the server does not describe the system, nothing is checked, and V(strict) warns about it. Servers do not describe
            analysis tools.
          - Unless it is V(never), a system that the server does not have, a value that is not among the fixed options of a parameter,
            and text for a parameter that is an object fail the task before anything is written.
        type: str
        choices: [warn, warn_always, strict, never]
        default: warn
      test_connection:
        description:
          - Whether SD Elements tests its connection to the tracker with these parameters before the first write. A failed test fails
            the task. The test stores nothing, so it runs in check mode too.
          - V(on_change) tests before a create or an update, V(always) in each run.
        type: str
        choices: [never, on_change, always]
        default: never
"""

    ALM_CONNECTORS = r"""
options:
  config:
    description:
      - The objects, each as M(sdelements.integrations.sde_alm_connector) describes it.
    type: list
    elements: dict
    suboptions:
      id:
        description:
          - Id of an existing connector. With O(config[].name) too, the connector is renamed to it.
        type: int
      name:
        description:
          - Name of the connector. It identifies the connector, together with O(config[].system) where names are not unique.
        type: str
      system:
        description:
          - Id of the system, such as V(jira) or V(github), or V(veracode) for an analysis tool. Needed to create a connector; it cannot
            be changed.
        type: str
      inaccessible:
        description:
          - Whether the tracker or the analysis tool can B(not) be reached from the SD Elements server, so that an agent has to sync it.
        type: bool
      previous_names:
        description:
          - Names that the connector had before. If no connector is called O(config[].name) and one has a name of this list, that
            connector is renamed.
        type: list
        elements: str
      params:
        description:
          - Parameters of the system, by the names that the API gives them, such as C(alm_server) or C(jira_version). They are sent
            unchanged, including objects and lists. M(sdelements.integrations.sde_alm_plugin_info) returns those that a system has.
          - They are merged with those that SD Elements has. A parameter that is not listed keeps its value. To clear a parameter that is
            not secret, set it to an empty string.
          - A list or dictionary is sent as a list or object if the stored parameter is one, if the server's description of the system says
            so, or if another object of the same system has one. Otherwise a list is sent as a comma-separated list and a dictionary as
            JSON text. Text stays text; an empty text clears a list or an object.
          - A date is sent as ISO text, such as V(2024-01-31). Keys must be text, so put C(on), C(no) and digits in quotes where they are
            keys.
          - Values compare by meaning, so V(7) is the same as V("7").
        type: dict
      secret_params:
        description:
          - Further parameters of the system, all of them secret regardless of their names. They never appear in any output.
          - Parameters whose names look like secrets, such as C(alm_pass) and C(analysis_api_token), are protected in O(config[].params)
            too.
          - A secret that is empty or has only blanks is treated as not set, so that an unset variable does not remove a credential. See
            O(config[].clear_secrets).
          - C(VALUE_SPECIFIED_IN_NO_LOG_PARAMETER), which replaces secrets in results, is treated as not set too.
        type: dict
      clear_secrets:
        description:
          - Names of secret parameters to clear. A value given with it is refused.
          - It is sent if the server shows anything but an empty value. Where the server hides secrets, O(config[].update_secrets)
            decides, as for secrets that have a value.
        type: list
        elements: str
        version_added: 2.0.0
      left_out:
        description:
          - Names of parameters that a result left out because a part of them is secret, or because they may be a mask. The option
            has no effect. It is accepted so that you can use what C(state=gathered) of the plural modules returns as input.
        type: list
        elements: str
        version_added: 2.0.0
      update_secrets:
        description:
          - When to send secrets of an object that exists.
          - V(auto) sends them if the server shows another value, or if it hides them and something else changes.
          - V(always) sends those that the server hides in each run, which then reports a change.
          - V(on_create) never compares them, and sends them only if all parameters must be sent.
        type: str
        choices: [auto, always, on_create]
        default: auto
      validate_params:
        description:
          - What to do about parameters that the server's description of the system does not have, and about required parameters that a
            create does not give.
            The description is read only if something is about to be written.
          - V(warn) warns and continues, V(strict) fails before anything is written, V(never) leaves it to the server.
          - V(warn_always) warns in each run, also if nothing is about to be written, so that a misspelt parameter that is already stored
            is still reported. It needs one more request.
          - If the server does not describe the system, nothing is checked, and V(strict) warns about it. Servers do not describe
            analysis tools.
          - Unless it is V(never), a system that the server does not have, a value that is not among the fixed options of a parameter,
            and text for a parameter that is an object fail the task before anything is written.
        type: str
        choices: [warn, warn_always, strict, never]
        default: warn
      test_connection:
        description:
          - Whether SD Elements tests its connection to the tracker with these parameters before the first write. A failed test fails
            the task. The test stores nothing, so it runs in check mode too.
          - V(on_change) tests before a create or an update, V(always) in each run.
        type: str
        choices: [never, on_change, always]
        default: never
"""

    ANALYSIS_CONNECTIONS = r"""
options:
  config:
    description:
      - The objects, each as M(sdelements.integrations.sde_analysis_connection) describes it.
    type: list
    elements: dict
    suboptions:
      id:
        description:
          - Id of an existing connection. With O(config[].alias) too, the connection is renamed to it.
        type: int
      alias:
        description:
          - Name of the connection, which identifies it within its project. For an analysis tool the default is the name of
            O(config[].connector).
        type: str
      project:
        description:
          - Id or name of the SD Elements project. If several projects have the name, add O(config[].application) or
            O(config[].business_unit).
          - An integer is an id. Text is looked up as a name first; digits that are not a name are an id. Text that is the
            name of one project and the id of another is refused.
            O(config[].application), O(config[].business_unit) and O(config[].connector) follow the same rule.
        type: raw
      external_id:
        description:
          - External id of the SD Elements project, in place of O(config[].project). It is compared as text. If several
            projects have it, add O(config[].application) or O(config[].business_unit).
          - It is refused if the projects of the server have no external ids.
        type: str
        version_added: 2.0.0
      application:
        description:
          - Id or name of the application of the project.
        type: raw
      business_unit:
        description:
          - Id or name of the business unit of the project.
        type: raw
      connector:
        description:
          - Id or name of the connector. Needed to create a connection; it can be changed to another one of the same system.
        type: raw
      frequency:
        description:
          - How often SD Elements syncs. All but V(manually) need the advanced ALM feature.
        type: str
        choices: [hourly, daily, weekly, monthly, manually]
      debug_mode:
        description:
          - Whether syncs log verbosely. Servers before 4.12 do not have it.
        type: bool
      previous_names:
        description:
          - Aliases that the connection had before. If no connection is called O(config[].alias) and one has an alias of this list,
            that connection is renamed.
        type: list
        elements: str
      params:
        description:
          - Parameters of the system, by the names that the API gives them, such as C(analysis_server) or C(import_behaviour). They are
            sent unchanged, including objects and lists. SD Elements describes trackers only. To see the parameters of an analysis tool,
            configure it in the web interface and read it with M(sdelements.integrations.sde_analysis_connector_info) or
            M(sdelements.integrations.sde_analysis_connection_info).
          - They are merged with those that SD Elements has. A parameter that is not listed keeps its value. To clear a parameter that is
            not secret, set it to an empty string.
          - A list or dictionary is sent as a list or object if the stored parameter is one, if the server's description of the system says
            so, or if another object of the same system has one. Otherwise a list is sent as a comma-separated list and a dictionary as
            JSON text. Text stays text; an empty text clears a list or an object.
          - A date is sent as ISO text, such as V(2024-01-31). Keys must be text, so put C(on), C(no) and digits in quotes where they are
            keys.
          - A server may hide the parameters of analysis connectors. They are then treated as hidden secrets, sent at
            create, and later as O(config[].update_secrets) defines. If only they change, the change is not detected; a warning says so.
          - Values compare by meaning, so V(7) is the same as V("7").
        type: dict
      secret_params:
        description:
          - Further parameters of the system, all of them secret regardless of their names. They never appear in any output.
          - Parameters whose names look like secrets, such as C(alm_pass) and C(analysis_api_token), are protected in O(config[].params)
            too.
          - A secret that is empty or has only blanks is treated as not set, so that an unset variable does not remove a credential. See
            O(config[].clear_secrets).
          - C(VALUE_SPECIFIED_IN_NO_LOG_PARAMETER), which replaces secrets in results, is treated as not set too.
        type: dict
      clear_secrets:
        description:
          - Names of secret parameters to clear. A value given with it is refused.
          - It is sent if the server shows anything but an empty value. Where the server hides secrets, O(config[].update_secrets)
            decides, as for secrets that have a value.
        type: list
        elements: str
        version_added: 2.0.0
      left_out:
        description:
          - Names of parameters that a result left out because a part of them is secret, or because they may be a mask. The option
            has no effect. It is accepted so that you can use what C(state=gathered) of the plural modules returns as input.
        type: list
        elements: str
        version_added: 2.0.0
      update_secrets:
        description:
          - When to send secrets of an object that exists.
          - V(auto) sends them if the server shows another value, or if it hides them and something else changes.
          - V(always) sends those that the server hides in each run, which then reports a change.
          - V(on_create) never compares them, and sends them only if all parameters must be sent.
        type: str
        choices: [auto, always, on_create]
        default: auto
      validate_params:
        description:
          - What to do about parameters that the server's description of the system does not have, and about required parameters that a
            create does not give.
            The description is read only if something is about to be written.
          - V(warn) warns and continues, V(strict) fails before anything is written, V(never) leaves it to the server.
          - V(warn_always) warns in each run, also if nothing is about to be written, so that a misspelt parameter that is already stored
            is still reported. It needs one more request.
          - If the server does not describe the system, nothing is checked, and V(strict) warns about it. Servers do not describe
            analysis tools.
          - Unless it is V(never), a system that the server does not have, a value that is not among the fixed options of a parameter,
            and text for a parameter that is an object fail the task before anything is written.
        type: str
        choices: [warn, warn_always, strict, never]
        default: warn
"""

    ANALYSIS_CONNECTORS = r"""
options:
  config:
    description:
      - The objects, each as M(sdelements.integrations.sde_analysis_connector) describes it.
    type: list
    elements: dict
    suboptions:
      id:
        description:
          - Id of an existing connector. With O(config[].name) too, the connector is renamed to it.
        type: int
      name:
        description:
          - Name of the connector. It identifies the connector, together with O(config[].system) where names are not unique.
        type: str
      system:
        description:
          - Id of the system, such as V(jira) or V(github), or V(veracode) for an analysis tool. Needed to create a connector; it cannot
            be changed.
        type: str
      inaccessible:
        description:
          - Whether the tracker or the analysis tool can B(not) be reached from the SD Elements server, so that an agent has to sync it.
        type: bool
      previous_names:
        description:
          - Names that the connector had before. If no connector is called O(config[].name) and one has a name of this list, that
            connector is renamed.
        type: list
        elements: str
      params:
        description:
          - Parameters of the system, by the names that the API gives them, such as C(analysis_server) or C(import_behaviour). They are
            sent unchanged, including objects and lists. SD Elements describes trackers only. To see the parameters of an analysis tool,
            configure it in the web interface and read it with M(sdelements.integrations.sde_analysis_connector_info) or
            M(sdelements.integrations.sde_analysis_connection_info).
          - They are merged with those that SD Elements has. A parameter that is not listed keeps its value. To clear a parameter that is
            not secret, set it to an empty string.
          - A list or dictionary is sent as a list or object if the stored parameter is one, if the server's description of the system says
            so, or if another object of the same system has one. Otherwise a list is sent as a comma-separated list and a dictionary as
            JSON text. Text stays text; an empty text clears a list or an object.
          - A date is sent as ISO text, such as V(2024-01-31). Keys must be text, so put C(on), C(no) and digits in quotes where they are
            keys.
          - A server may hide the parameters of analysis connectors. They are then treated as hidden secrets, sent at
            create, and later as O(config[].update_secrets) defines. If only they change, the change is not detected; a warning says so.
          - Values compare by meaning, so V(7) is the same as V("7").
        type: dict
      secret_params:
        description:
          - Further parameters of the system, all of them secret regardless of their names. They never appear in any output.
          - Parameters whose names look like secrets, such as C(alm_pass) and C(analysis_api_token), are protected in O(config[].params)
            too.
          - A secret that is empty or has only blanks is treated as not set, so that an unset variable does not remove a credential. See
            O(config[].clear_secrets).
          - C(VALUE_SPECIFIED_IN_NO_LOG_PARAMETER), which replaces secrets in results, is treated as not set too.
        type: dict
      clear_secrets:
        description:
          - Names of secret parameters to clear. A value given with it is refused.
          - It is sent if the server shows anything but an empty value. Where the server hides secrets, O(config[].update_secrets)
            decides, as for secrets that have a value.
        type: list
        elements: str
        version_added: 2.0.0
      left_out:
        description:
          - Names of parameters that a result left out because a part of them is secret, or because they may be a mask. The option
            has no effect. It is accepted so that you can use what C(state=gathered) of the plural modules returns as input.
        type: list
        elements: str
        version_added: 2.0.0
      update_secrets:
        description:
          - When to send secrets of an object that exists.
          - V(auto) sends them if the server shows another value, or if it hides them and something else changes.
          - V(always) sends those that the server hides in each run, which then reports a change.
          - V(on_create) never compares them, and sends them only if all parameters must be sent.
        type: str
        choices: [auto, always, on_create]
        default: auto
"""
